import type { FeatureExtractor } from '../../core/features.js';
import { createModelExtractor, type ModelExtractorOptions } from '../model-extractor.js';
import { framePieces } from '../visual/frame-pieces.js';

/**
 * The picture side of a CLIP, MobileCLIP or SigLIP: one token for each frame, in the space of the model's texts.
 * Near-blank frames weigh little. `search --semantic` compares the pooled vector with words.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export function createClip(options: ModelExtractorOptions): Promise<FeatureExtractor> {
  return createModelExtractor({
    ...options,
    encoder: 'vision-tower',
    encoderOptions: (tower) => tower,
    pieces: framePieces,
  });
}
