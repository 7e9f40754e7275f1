import type { VideoMap } from '../contract/map.js';

/** The stored two-dimensional map of the tokens. */
export interface VideoMaps {
  /** Was one computed for the current space? Looks at the file alone. */
  isReady(): Promise<boolean>;
  /**
   * Undefined until one was computed for the current space. Videos that came later stand beside their neighbours; where
   * they are many, some of them with each call. The same object as long as nothing changes.
   */
  current(): Promise<VideoMap | undefined>;
  /** Where a vector of the token space stands: among its nearest videos. Null without a map. */
  place(vector: Float32Array): Promise<{ readonly x: number; readonly y: number } | null>;
}
