import type { VideoTokenConfig } from '../../models/video-token/config.js';
import { videoTokenBase } from '../../pipelines/configs/video-token-base.js';

/** The base configuration with what the command line changes. */
export function trainingConfig(options: {
  readonly seed: number;
  readonly maxSteps?: number;
}): VideoTokenConfig {
  const { seed, maxSteps } = options;
  return { ...videoTokenBase, seed, ...(maxSteps === undefined ? {} : { maximumSteps: maxSteps }) };
}
