import type { VideoMap } from '../contract/map.js';

/** The stored two-dimensional map of the tokens. */
export interface VideoMaps {
  /** Undefined until one was computed for the current space. Videos that came later stand beside their neighbours. */
  current(): Promise<VideoMap | undefined>;
  /** Where a vector of the token space stands: among its nearest videos. */
  place(vector: Float32Array): Promise<{ readonly x: number; readonly y: number } | null>;
}
