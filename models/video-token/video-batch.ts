import type { FeatureSequence } from '../../src/core/features.js';
import { chosenFeatures, type FeatureDropout } from './chosen-features.js';
import type { VideoTokenConfig } from './config.js';
import { type EncoderBatch, encoderBatch } from './encoder-batch.js';
import type { FeatureReading } from './feature-reading.js';
import { type PooledBatch, pooledBatch } from './pooled-batch.js';
import { partsPresent, type TokenPart, tokenParts } from './token-parts.js';

/** Features of some videos, ready for `encodeVideos`. */
export interface VideoBatch {
  readonly videos: number;
  readonly parts: readonly PartBatch[];
}

/** What the branch of one part of the token reads. */
export interface PartBatch {
  readonly part: TokenPart;
  /** [videos] whether each has a feature of the part (after dropout). */
  readonly present: readonly boolean[];
  readonly features: EncoderBatch | PooledBatch;
}

/** Chooses, standardises and lays out the features of some videos, part by part. */
export function videoBatch(
  videos: readonly (readonly FeatureSequence[])[],
  options: {
    readonly reading: FeatureReading;
    readonly config: VideoTokenConfig;
    readonly dropout?: FeatureDropout;
  },
): VideoBatch {
  const { reading, config, dropout } = options;
  const limit = reading.maximumTokensPerExtractor;
  const chosen = videos.map((sequences) => chosenFeatures(sequences, { limit, dropout }));
  const parts = tokenParts(config);
  const present = chosen.map((video) =>
    partsPresent(
      parts,
      video.map(({ sequence }) => sequence),
    ),
  );
  const layOut = config.encoder === 'pooled' ? pooledBatch : encoderBatch;
  return {
    videos: videos.length,
    parts: parts.map((part, at) => {
      const own = chosen.map((video) =>
        video.filter(({ sequence }) => part.modalities.includes(sequence.modality)),
      );
      return {
        part,
        present: present.map((video) => video[at] === true),
        features: layOut(own, reading, dropout),
      };
    }),
  };
}
