import type { VideoId } from '../../src/core/ids.js';

/** A video as the simulation knows it. */
export interface SimulatedItem {
  readonly itemId: VideoId;
  /** Unit vector, [dimension] */
  readonly token: Float32Array;
  readonly durationSeconds: number;
  /** Group of similar videos, for the diversity metrics. */
  readonly clusterId: number;
}
