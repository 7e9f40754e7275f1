import { z } from 'zod';

const aucTable = z.object({
  candidateDreamUmm: z.number(),
  meanSimilarity: z.number(),
  dreamUmm: z.number(),
});

/** Value in the arm itself; null where nothing was counted. */
const metricValues = z.object({
  /** Share of the future long views of a user among the first K of one ranking; mean over users. */
  futureRecall: z.number().nullable(),
  /** Videos played per user. */
  playCount: z.number().nullable(),
  /** Days with at least one play per user. */
  activeDays: z.number().nullable(),
  /** Different clusters recommended to a user on a day. */
  exposedCluster: z.number().nullable(),
  /** Share of the plays that are long views of a cluster that the user never watched for long before. */
  surpriseCluster: z.number().nullable(),
  /** Share of the plays that are long views. */
  longViewShare: z.number().nullable(),
});
export const WATCH_METRICS = [
  'futureRecall',
  'playCount',
  'activeDays',
  'exposedCluster',
  'surpriseCluster',
  'longViewShare',
] as const satisfies readonly (keyof z.infer<typeof metricValues>)[];
export type WatchMetric = (typeof WATCH_METRICS)[number];

const armReport = z.object({ policy: z.string(), purpose: z.string(), metrics: metricValues });
export type ArmReport = z.infer<typeof armReport>;

/** Treatment against control in percent of the control; 95 % interval of a paired bootstrap over the users. */
const comparisonReport = z.object({
  treatment: z.string(),
  control: z.string(),
  metric: z.enum(WATCH_METRICS),
  /** Null where the control is 0. */
  difference: z.object({ percent: z.number(), low: z.number(), high: z.number() }).nullable(),
});
export type ComparisonReport = z.infer<typeof comparisonReport>;

/** `vidtoken benchmark watch --json`: a simulated A/B experiment. */
export const benchmarkWatchReport = z.object({
  /** Always true: users, responses and therefore all figures are made up; only the tokens are real. */
  simulated: z.literal(true),
  space: z.string(),
  seed: z.number().int(),
  users: z.number().int(),
  /** Users who come for the first time when the experiment begins. */
  newUsers: z.number().int(),
  warmUpDays: z.number().int(),
  days: z.number().int(),
  items: z.object({
    total: z.number().int(),
    /** Videos of the store; the others are made-up variants of them. */
    stored: z.number().int(),
    clusters: z.number().int(),
    /** Videos that arrive during the experiment. */
    arriving: z.number().int(),
  }),
  cutoff: z.number().int(),
  poolSize: z.number().int(),
  listLength: z.number().int(),
  warmUp: z.object({
    plays: z.number().int(),
    longViewShare: z.number(),
    durationGroups: z.number().int(),
  }),
  candidateModel: z.object({
    epochs: z.number().int(),
    bestEpoch: z.number().int(),
    heldOutUsers: z.number().int(),
    heldOutExamples: z.number().int(),
    loss: z.number().nullable(),
    constantLoss: z.number().nullable(),
    auc: aucTable.nullable(),
    userAuc: aucTable.nullable(),
  }),
  arms: z.array(armReport),
  comparisons: z.array(comparisonReport),
  notes: z.array(z.string()),
  seconds: z.number().nonnegative(),
});
export type BenchmarkWatchReport = z.infer<typeof benchmarkWatchReport>;
