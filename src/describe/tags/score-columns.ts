import type { LabelScores } from '../../inference/classify/label-scores.js';

export interface MeanAndPeak {
  /** Weighted mean over the rows. */
  readonly mean: number;
  readonly peak: number;
}

/**
 * Sums up a classifier's rows.
 * @param options.members classes whose scores are added in each row @param options.weights of the rows, > 0
 */
export function meanAndPeak(options: {
  readonly scores: LabelScores;
  readonly members: readonly number[];
  readonly weights: readonly number[];
}): MeanAndPeak {
  const { scores, members, weights } = options;
  const width = scores.labels.length;
  let total = 0;
  let sum = 0;
  let peak = 0;
  for (let row = 0; row < scores.count; row += 1) {
    const weight = weights[row] ?? 0;
    let score = 0;
    for (const member of members) score += scores.scores[row * width + member] ?? 0;
    total += weight;
    sum += weight * Math.min(1, score);
    peak = Math.max(peak, Math.min(1, score));
  }
  return { mean: total > 0 ? sum / total : 0, peak };
}
