import type { VideoTokenConfig } from '../../../models/video-token/config.js';

/** One recipe of the student: a row of the quality table. */
export interface Variant {
  /** What differs, for the table. */
  readonly words: string;
  /** Knobs that differ from `qualityBase`. */
  readonly knobs: Partial<VideoTokenConfig>;
}

/** The student of the paper: equation 9 alone, nothing beside it and nothing in its way but word dropout. */
const paper = {
  encoderDropout: 0,
  decoderDropout: 0,
  inputNoise: 0,
  tokenDropout: 0,
  tokenNoise: 0,
  labelSmoothing: 0,
  rareWordExponent: 0,
  bagOfWordsWeight: 0,
  contrastiveWeight: 0,
  averageDecay: 0,
} satisfies Partial<VideoTokenConfig>;

const regularised = { ...paper, encoderDropout: 0.3 } satisfies Partial<VideoTokenConfig>;

/** Every recipe by name. Each names all it stands for, so that another default changes no row. */
export const variants: Readonly<Record<string, Variant>> = {
  paper: { words: 'transformer, cross-entropy alone (eq. 9)', knobs: paper },
  regularised: { words: 'paper with dropout .3 in the encoder', knobs: regularised },
  'bag-of-words': {
    words: 'regularised with a bag-of-words head of weight 1',
    knobs: { ...regularised, bagOfWordsWeight: 1 },
  },
  contrastive: {
    words: 'regularised with a contrastive term of weight 1',
    knobs: { ...regularised, contrastiveWeight: 1 },
  },
  'rare-words': {
    words: 'regularised, words weighted by frequency^-0.5',
    knobs: { ...regularised, rareWordExponent: 0.5 },
  },
  'label-smoothing': {
    words: 'regularised with label smoothing .1',
    knobs: { ...regularised, labelSmoothing: 0.1 },
  },
};
