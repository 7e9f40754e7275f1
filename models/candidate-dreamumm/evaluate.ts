import { dot } from '../../src/math/vector.js';
import { RunningUser } from '../dreamumm/running-user.js';
import { areaUnderCurve } from './area-under-curve.js';
import type { CandidateDreamUmm } from './candidate-dreamumm.js';
import { exampleBatches, type LabelledHistory } from './training-examples.js';

/** How well long views of users outside of the training are predicted. */
export interface LongViewScores {
  readonly users: number;
  readonly examples: number;
  readonly longViews: number;
  /** Mean cross-entropy in nats, and that of the one best number for all examples. */
  readonly loss: number;
  readonly constantLoss: number;
  /** Area under the curve over all examples; absent where all examples have one label. 0.5 is a constant. */
  readonly auc?: AucTable;
  /** Mean over the users with both labels of the area under their own curve: who watches more plays no part. */
  readonly userAuc?: AucTable;
}

export interface AucTable {
  readonly candidateDreamUmm: number;
  /** ⟨x_i, mean of the watched tokens⟩ before the video was shown. */
  readonly meanSimilarity: number;
  /** ⟨x_i, μ⟩ with μ of eq. 3 before the video was shown. */
  readonly dreamUmm: number;
}

const EVALUATION_BATCH = 1024;
const NAMES = ['candidateDreamUmm', 'meanSimilarity', 'dreamUmm'] as const;

/** Mean cross-entropy of the predictions over all watches of some users. */
export function longViewLoss(model: CandidateDreamUmm, histories: readonly LabelledHistory[]): number {
  const { probabilities, labels } = predictAll(model, histories);
  return (
    labels.reduce((sum, label, at) => sum + surprise(probabilities[at] as number, label), 0) / labels.length
  );
}

/** Scores on users that the model was not trained on, beside what needs no training. */
export function scoreLongViews(
  model: CandidateDreamUmm,
  histories: readonly LabelledHistory[],
): LongViewScores {
  const { probabilities, labels } = predictAll(model, histories);
  const similarity = histories.map((history) => similarities(history, model));
  const scores: Readonly<Record<(typeof NAMES)[number], Float64Array>> = {
    candidateDreamUmm: Float64Array.from(probabilities),
    meanSimilarity: Float64Array.from(similarity.flatMap(({ mean }) => mean)),
    dreamUmm: Float64Array.from(similarity.flatMap(({ dreamUmm }) => dreamUmm)),
  };
  const longViews = labels.filter(Boolean).length;
  const share = longViews / labels.length;
  const auc = aucTable(scores, [labels]);
  const userAuc = aucTable(
    scores,
    histories.map((history) => history.labels),
  );
  return {
    users: histories.length,
    examples: labels.length,
    longViews,
    loss:
      labels.reduce((sum, label, at) => sum + surprise(probabilities[at] as number, label), 0) /
      labels.length,
    constantLoss: share * surprise(share, true) + (1 - share) * surprise(share, false),
    ...(auc === undefined ? {} : { auc }),
    ...(userAuc === undefined ? {} : { userAuc }),
  };
}

function predictAll(model: CandidateDreamUmm, histories: readonly LabelledHistory[]) {
  const labels: boolean[] = [];
  const probabilities: number[] = [];
  for (const batch of exampleBatches(histories, { batchSize: EVALUATION_BATCH })) {
    probabilities.push(...model.probabilities(batch.groups));
    labels.push(...batch.labels);
  }
  return { labels, probabilities };
}

/** −ln p(label), kept finite. */
function surprise(probability: number, label: boolean): number {
  return -Math.log(Math.max(1e-12, label ? probability : 1 - probability));
}

/** Similarity of every watched video to what was watched before it; 0 where there is nothing before. */
function similarities({ watches }: LabelledHistory, { facts }: CandidateDreamUmm) {
  const user = new RunningUser({ ...facts.preference, dimension: facts.dimension });
  const sum = new Float64Array(facts.dimension);
  const mean: number[] = [];
  const dreamUmm: number[] = [];
  for (const { watch, token } of watches) {
    const length = Math.sqrt(dot(sum, sum));
    mean.push(length > 0 ? dot(sum, token) / length : 0);
    const vector = user.vector();
    dreamUmm.push(vector === undefined ? 0 : dot(vector, token));
    for (let index = 0; index < sum.length; index += 1)
      sum[index] = (sum[index] as number) + (token[index] as number);
    user.add(watch, token);
  }
  return { mean, dreamUmm };
}

/** Mean area over the lists of labels that have both kinds; the scores run through the lists in order. */
function aucTable(
  scores: Readonly<Record<(typeof NAMES)[number], Float64Array>>,
  lists: readonly (readonly boolean[])[],
): AucTable | undefined {
  const sums = { candidateDreamUmm: 0, meanSimilarity: 0, dreamUmm: 0 };
  let counted = 0;
  let start = 0;
  for (const labels of lists) {
    const end = start + labels.length;
    const areas = NAMES.map((name) => areaUnderCurve(scores[name].subarray(start, end), labels));
    start = end;
    if (areas.includes(undefined)) continue;
    counted += 1;
    for (const [at, name] of NAMES.entries()) sums[name] += areas[at] as number;
  }
  if (counted === 0) return undefined;
  for (const name of NAMES) sums[name] /= counted;
  return sums;
}
