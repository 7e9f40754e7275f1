import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type VideoTokenConfig, videoTokenDefaults } from '../../../models/video-token/config.js';
import { loadVideoTokenModel } from '../../../models/video-token/load-video-token-model.js';
import { trainVideoToken } from '../../../models/video-token/train-video-token.js';
import type { Clock, Logger, Progress } from '../../../src/core/runtime.js';
import type { QualityClips } from './quality-clips.js';
import { encodeTokens, type QualityRun } from './run-cache.js';
import type { Variant } from './variants.js';

/** Share of the training side that early stopping watches; the clips that are scored never take part. */
const WATCHED_SHARE = 0.1;
const WATCHED_SALT = 'bench-quality';

/** Knobs of one run: the defaults, then the recipe, then what is asked for on the command line. */
export function configOf(options: {
  readonly variant: Variant;
  readonly seed: number;
  readonly overrides: Partial<VideoTokenConfig>;
}): VideoTokenConfig {
  return {
    ...videoTokenDefaults,
    validationShare: WATCHED_SHARE,
    validationSalt: WATCHED_SALT,
    ...options.variant.knobs,
    ...options.overrides,
    validationPrefixes: [],
    withoutTokenBaseline: false,
    retrievalVideos: 0,
    seed: options.seed,
  };
}

/**
 * Trains on the training side alone and embeds all clips. A killed training goes on from its last checkpoint.
 * @param options.folder for checkpoints and the model, which is removed again
 */
export async function trainVariant(
  options: QualityClips & {
    readonly isEvaluated: readonly boolean[];
    readonly config: VideoTokenConfig;
    readonly folder: string;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly progress: Progress;
    readonly signal: AbortSignal;
  },
): Promise<Omit<QualityRun, 'variant' | 'split' | 'dataHash' | 'codeHash'>> {
  const { clips, isEvaluated, config } = options;
  const { report, folder } = await trainVideoToken({
    ...options,
    examples: clips.filter((_, clip) => isEvaluated[clip] === false),
    modelsFolder: join(options.folder, 'models'),
    resume: true,
  });
  const model = await loadVideoTokenModel(folder);
  try {
    return {
      seed: config.seed,
      backend: report.backend,
      seconds: report.seconds,
      epochs: report.epochs,
      bestEpoch: report.bestEpoch,
      trainVideos: report.trainVideos,
      parameters: report.parameters,
      trainCrossEntropy: report.trainCrossEntropy,
      watchedCrossEntropy: report.validationCrossEntropy,
      watchedShuffledCrossEntropy: report.shuffledCrossEntropy,
      dimension: report.tokenDimension,
      tokens: encodeTokens(model.embed(clips.map(({ sequences }) => sequences))),
    };
  } finally {
    model.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}
