import type { FactsScore } from '../../core/description-facts.js';
import { bootstrapMean, type MeanInterval } from '../../math/bootstrap.js';
import type { Random } from '../../math/random.js';

/** How a describer does over all clips. */
export interface FactsSummary {
  /** Share of the facts that are stated, mean over the clips with a 95 % bootstrap interval over them. */
  readonly statedShare: MeanInterval;
  /** Wrong statements of a clip, mean and interval likewise. */
  readonly wrongPerClip: MeanInterval;
  readonly wrongTotal: number;
  readonly meanWords: number;
}

/** @param scores one for each clip, at least one @throws RangeError for none */
export function summariseScores(scores: readonly FactsScore[], random: Random): FactsSummary {
  const wrong = scores.map((score) => score.wrong.length);
  return {
    statedShare: bootstrapMean({ values: scores.map(({ stated, wanted }) => stated / wanted), random }),
    wrongPerClip: bootstrapMean({ values: wrong, random }),
    wrongTotal: wrong.reduce((sum, count) => sum + count, 0),
    meanWords: scores.reduce((sum, { words }) => sum + words, 0) / scores.length,
  };
}
