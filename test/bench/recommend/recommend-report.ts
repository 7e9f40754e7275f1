import { z } from 'zod';
import { median } from '../train/median.js';
import { isReferenceBlas } from '../train/train-report.js';

const times = z.array(z.number()).min(1);

/** What a side prints about one run of its own process; one number per repetition. */
const runSchema = z.object({
  threads: z.number(),
  /** Forward, backward and Adam of LightGCN on one batch. */
  stepMilliseconds: times,
  /** Processor time of all threads: what a busy machine disturbs least. */
  cpuMillisecondsPerStep: z.number(),
  sparseProductMilliseconds: times,
  /** All batches of the train interactions, with their sampling. */
  epochMilliseconds: times,
  /** Full ranking of all test users with the metrics. */
  evaluationMilliseconds: times,
  /** The same without the metrics. */
  rankingMilliseconds: times,
  evaluatedUsers: z.number(),
  recallAt20: z.number(),
  /** User vector and its nearest stored videos; of the peer, the product and the choice alone. */
  userVectorMilliseconds: times,
  /** Loss of the first and the last step. */
  losses: z.tuple([z.number(), z.number()]),
  peakRssMiB: z.number(),
});
export type RecommendRun = z.infer<typeof runSchema>;

export const ownRunSchema = runSchema.extend({
  backend: z.string(),
  reason: z.string(),
  /** Seconds of one epoch by model, or why there are none. */
  epochSeconds: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  /** Tensors that were not disposed. */
  tensorsLeft: z.number(),
});
export type OwnRecommendRun = z.infer<typeof ownRunSchema>;

export const torchRunSchema = runSchema.extend({
  version: z.string(),
  /** File of the library that multiplies matrices. */
  blas: z.string(),
});
export type TorchRecommendRun = z.infer<typeof torchRunSchema>;

/** What is timed on both sides. */
const MEASURES = [
  'stepMilliseconds',
  'sparseProductMilliseconds',
  'epochMilliseconds',
  'evaluationMilliseconds',
  'rankingMilliseconds',
  'userVectorMilliseconds',
] as const;
type Measure = (typeof MEASURES)[number];

/** One side over all its rounds. */
export type RecommendSummary = Readonly<
  Record<Measure, { readonly median: number; readonly minimum: number }>
> & {
  readonly cpuMillisecondsPerStep: number;
  readonly evaluatedUsers: number;
  readonly recallAt20: number;
  readonly losses: readonly [first: number, last: number];
  readonly peakRssMiB: number;
};

/** The times of all rounds together, so that a slow minute of the machine weighs on both sides alike. */
export function recommendSummary(runs: readonly RecommendRun[]): RecommendSummary {
  const [first] = runs;
  if (first === undefined) throw new RangeError('A side has at least one run.');
  const summaries = MEASURES.map((measure) => {
    const all = runs.flatMap((run) => run[measure]);
    return [measure, { median: median(all), minimum: Math.min(...all) }] as const;
  });
  return {
    ...(Object.fromEntries(summaries) as Record<Measure, { median: number; minimum: number }>),
    cpuMillisecondsPerStep: median(runs.map((run) => run.cpuMillisecondsPerStep)),
    evaluatedUsers: first.evaluatedUsers,
    recallAt20: median(runs.map((run) => run.recallAt20)),
    losses: first.losses,
    peakRssMiB: Math.max(...runs.map(({ peakRssMiB }) => peakRssMiB)),
  };
}

export interface Verdict {
  readonly value: number;
  readonly bar: string;
  /** Absent where there is no bar, or the comparison says nothing. */
  readonly holds?: boolean;
}

/** Our step and our evaluation may take this share of the peer's; a request may take so long. */
const STEP_BAR = 1.5;
const STEP_AIM = 1;
const EVALUATION_BAR = 0.5;
const REQUEST_BAR_MILLISECONDS = 10;

/** Our medians against the peer's, and against the bars. */
export function recommendVerdicts(sides: {
  readonly ours: RecommendSummary;
  readonly torch?: RecommendSummary | undefined;
  /** The peer's product library, as it reported it. */
  readonly blas?: string | undefined;
}): Readonly<Record<string, Verdict>> {
  const { ours, torch, blas } = sides;
  const request = ours.userVectorMilliseconds.median;
  const verdicts: Record<string, Verdict> = {
    requestMilliseconds: {
      value: request,
      bar: `at most ${REQUEST_BAR_MILLISECONDS} ms`,
      holds: request <= REQUEST_BAR_MILLISECONDS,
    },
  };
  if (torch === undefined) return verdicts;
  const ratio = (measure: Measure): number => ours[measure].median / torch[measure].median;
  const step = ratio('stepMilliseconds');
  verdicts.step = {
    value: step,
    bar: `at most ${STEP_BAR} of the peer's, aim ${STEP_AIM}`,
    holds: step <= STEP_BAR,
  };
  verdicts.sparseProduct = { value: ratio('sparseProductMilliseconds'), bar: 'none' };
  verdicts.epoch = { value: ratio('epochMilliseconds'), bar: 'none' };
  verdicts.ranking = { value: ratio('rankingMilliseconds'), bar: 'none' };
  const evaluation = ratio('evaluationMilliseconds');
  const bar = `at most ${EVALUATION_BAR} of the peer's`;
  // The dense product of the peer decides its time: winning against the reference library is no result.
  verdicts.evaluation = isReferenceBlas(blas)
    ? { value: evaluation, bar }
    : { value: evaluation, bar, holds: evaluation <= EVALUATION_BAR };
  return verdicts;
}
