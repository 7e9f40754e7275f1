import type { FeatureExtractor } from '../../core/features.js';
import { createModelExtractor, type ModelExtractorOptions } from '../model-extractor.js';
import { framePieces } from '../visual/frame-pieces.js';

/**
 * Any image model of transformers.js that gives features, such as DINOv2: one token for each frame; near-blank frames
 * weigh little.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export function createImage(options: ModelExtractorOptions): Promise<FeatureExtractor> {
  const { pooling } = options.configuration;
  return createModelExtractor({
    ...options,
    encoder: 'image',
    encoderOptions: (tower) => (pooling === undefined ? tower : { ...tower, pooling }),
    pieces: framePieces,
  });
}
