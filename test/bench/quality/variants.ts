import type { VideoTokenConfig } from '../../../models/video-token/config.js';
import { paperRecipe } from '../../../models/video-token/paper-recipe.js';

/** One recipe of the student: a row of the quality table. */
export interface Variant {
  /** What differs, for the table. */
  readonly words: string;
  /** Knobs that differ from `qualityBase`. */
  readonly knobs: Partial<VideoTokenConfig>;
}

/** Pooled statistics of the features with strong dropout: 572 videos are few for what the features can memorise. */
const pooled = {
  ...paperRecipe,
  encoder: 'pooled',
  batchSize: 64,
  learningRate: 2e-3,
  epochs: 60,
  patienceEpochs: 10,
  featureDropout: 0.6,
  encoderDropout: 0.3,
  centredGradient: true,
} satisfies Partial<VideoTokenConfig>;

const bagOfWords = { ...pooled, bagOfWordsWeight: 1 } satisfies Partial<VideoTokenConfig>;
const relation = { ...bagOfWords, relationWeight: 1 } satisfies Partial<VideoTokenConfig>;
const soundPart = { ...relation, soundShare: 0.26 } satisfies Partial<VideoTokenConfig>;
const full = { ...soundPart, headsPerPart: true } satisfies Partial<VideoTokenConfig>;

/** Every recipe by name. Each names all it stands for, so that another default changes no row. */
export const variants: Readonly<Record<string, Variant>> = {
  paper: { words: 'transformer encoder, cross-entropy alone (eq. 9)', knobs: paperRecipe },
  pooled: { words: 'pooled encoder with dropout, cross-entropy alone', knobs: pooled },
  'bag-of-words': { words: 'pooled + bag-of-words head', knobs: bagOfWords },
  contrastive: {
    words: 'pooled + bag-of-words + contrastive term',
    knobs: { ...bagOfWords, contrastiveWeight: 1 },
  },
  relation: { words: 'pooled + bag-of-words + relations', knobs: relation },
  'sound-part': { words: 'relation + a part for sound, heads on the whole token', knobs: soundPart },
  full: { words: 'relation + a part for sound, heads on each part', knobs: full },
  'full-transformer': {
    words: 'full with the transformer encoder',
    knobs: { ...full, encoder: 'transformer' },
  },
  'full-rare-words': {
    words: 'full, words weighted by frequency^-0.5 in the cross-entropy',
    knobs: { ...full, rareWordExponent: 0.5 },
  },
  'full-label-smoothing': { words: 'full with label smoothing .1', knobs: { ...full, labelSmoothing: 0.1 } },
};
