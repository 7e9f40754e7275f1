import type { InteractionMatrix } from '../../src/core/recommend.js';
import type {
  BenchmarkRecommendReport,
  RecommendRow,
} from '../../src/core/reports/benchmark-recommend-report.js';
import { meanAndDeviation } from '../../src/math/mean-and-deviation.js';
import { pairedBootstrap } from '../../src/math/paired-bootstrap.js';
import { Random } from '../../src/math/random.js';
import { type EvaluatedRun, evaluateResult, type NdcgKind } from './evaluate-result.js';
import type { RowRuns } from './plan-jobs.js';
import type { JobFailure } from './run-jobs.js';
import type { RunResult } from './run-result.js';
import type { Slice } from './slices.js';

export interface SummaryOptions {
  readonly rows: readonly RowRuns[];
  readonly results: ReadonlyMap<string, RunResult>;
  readonly failures: readonly JobFailure[];
  readonly slices: readonly Slice[];
  readonly train: InteractionMatrix;
  /** [itemCount] train interactions */
  readonly popularity: ArrayLike<number>;
  readonly cutoffs: readonly number[];
  /** The one that models are compared at. */
  readonly selectionCutoff: number;
  readonly ndcg: NdcgKind;
}

export type Summary = Pick<BenchmarkRecommendReport, 'rows' | 'bestBaseline' | 'noise'>;

/** Models that the others are held against; the models of the papers are not among them. */
const BASELINES: ReadonlySet<string> = new Set([
  'random',
  'popularity',
  'item-knn',
  'p3alpha',
  'ease',
  'bpr-mf',
  'vbpr',
  'lightgcn',
  'lattice',
  'freedom',
]);

const BOOTSTRAP_SEED = 7;

interface RowEvaluation extends RowRuns {
  readonly done: readonly { readonly result: RunResult; readonly evaluated: EvaluatedRun }[];
  /** Mean over the seeds for each evaluated user; undefined when every run failed. */
  readonly perUser: { readonly recall: Float64Array; readonly ndcg: Float64Array } | undefined;
}

/** Means over the seeds, and each row against the best baseline, user by user. */
export function summariseRows(options: SummaryOptions): Summary {
  const evaluations = options.rows.map((row) => evaluateRow(row, options));
  const best = bestBaseline(evaluations);
  return {
    rows: evaluations.map((evaluation) => {
      const { row } = evaluation;
      const isDefault = (other: RowEvaluation) => other.row.model === row.model && other.row.variant === null;
      return {
        ...reportRow(evaluation, options),
        againstBest: difference(evaluation, best),
        againstDefault: difference(evaluation, evaluations.find(isDefault)),
      };
    }),
    bestBaseline: best?.row.label ?? null,
    noise: best?.perUser === undefined ? null : noiseOf(best.perUser.recall),
  };
}

function evaluateRow(row: RowRuns, options: SummaryOptions): RowEvaluation {
  const done = row.runs.flatMap(({ key }) => {
    const result = options.results.get(key);
    if (result === undefined) return [];
    return [{ result, evaluated: evaluateResult({ ...options, rankings: result.rankings }) }];
  });
  const meanOf = (metric: string): Float64Array =>
    meanPerUser(done.map(({ evaluated }) => userValues(evaluated, metric, options.selectionCutoff)));
  const perUser = done.length === 0 ? undefined : { recall: meanOf('recall'), ndcg: meanOf('ndcg') };
  return { ...row, done, perUser };
}

function userValues({ slices }: EvaluatedRun, metric: string, cutoff: number): Float32Array {
  const scores = slices.get('all')?.scores.find((each) => each.metric === metric && each.cutoff === cutoff);
  return scores?.values ?? new Float32Array(0);
}

function meanPerUser(seeds: readonly Float32Array[]): Float64Array {
  const means = new Float64Array(seeds[0]?.length ?? 0);
  for (const values of seeds) {
    for (const [user, value] of values.entries())
      means[user] = (means[user] as number) + value / seeds.length;
  }
  return means;
}

/** By test Recall, which is the hardest opponent that the comparison can have. */
function bestBaseline(evaluations: readonly RowEvaluation[]): RowEvaluation | undefined {
  let best: { readonly evaluation: RowEvaluation; readonly recall: number } | undefined;
  for (const evaluation of evaluations) {
    const { row, perUser } = evaluation;
    if (perUser === undefined || row.variant !== null || !BASELINES.has(row.model)) continue;
    const recall = meanAndDeviation(perUser.recall).mean;
    if (best === undefined || recall > best.recall) best = { evaluation, recall };
  }
  return best?.evaluation;
}

/** For a Recall that is 0 or 1 for each user this is √(p (1 − p) / n). */
function noiseOf(perUser: Float64Array): { readonly recall: number; readonly standardError: number } {
  const { mean, deviation } = meanAndDeviation(perUser);
  return { recall: mean, standardError: deviation / Math.sqrt(perUser.length) };
}

function reportRow(
  evaluation: RowEvaluation,
  options: SummaryOptions,
): Omit<RecommendRow, 'againstBest' | 'againstDefault'> {
  const { row, runs, done } = evaluation;
  const facts = done.map(({ result }) => result.facts);
  const keys = new Set(runs.map(({ key }) => key));
  const validations = facts.flatMap(({ validation }) => validation ?? []);
  return {
    label: row.label,
    model: row.model,
    variant: row.variant,
    title: row.title,
    seeds: facts.map(({ seed }) => seed),
    failures: options.failures
      .filter(({ key }) => keys.has(key))
      .map(({ seed, reason }) => ({ seed, reason })),
    ...meanScores(done.map(({ evaluated }) => evaluated)),
    validation: validations.length === 0 ? null : meanAndDeviation(validations),
    bestEpochs: facts.flatMap(({ bestEpoch }) => bestEpoch ?? []),
    seconds:
      facts.length === 0 ? null : meanAndDeviation(facts.map(({ seconds }) => seconds.train + seconds.rank)),
    peakMemoryBytes: facts.length === 0 ? null : Math.max(...facts.map((each) => each.peakMemoryBytes)),
  };
}

function meanScores(runs: readonly EvaluatedRun[]): Pick<RecommendRow, 'scores' | 'lists'> {
  const [first] = runs;
  if (first === undefined) return { scores: [], lists: [] };
  const scores = [...first.slices].flatMap(([slice, { users, scores: own }]) =>
    // A slice that nobody is in has no mean.
    (users.length === 0 ? [] : own).map(({ metric, cutoff }, place) => ({
      ...{ slice, metric, cutoff },
      ...meanAndDeviation(runs.map((run) => meanOf(run.slices.get(slice)?.scores[place]?.values))),
    })),
  );
  const lists = first.lists.map(({ cutoff }, place) => {
    const over = (name: 'coverage' | 'gini' | 'novelty') =>
      meanAndDeviation(runs.map((run) => run.lists[place]?.[name] ?? Number.NaN));
    return { cutoff, coverage: over('coverage'), gini: over('gini'), novelty: over('novelty') };
  });
  return { scores, lists };
}

function meanOf(values: Float32Array = new Float32Array(0)): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** User by user; null for a row against itself, or where one of the two failed. */
function difference(
  { row, perUser }: RowEvaluation,
  other: RowEvaluation | undefined,
): RecommendRow['againstBest'] {
  const opponent = other?.perUser;
  if (perUser === undefined || opponent === undefined || other?.row === row) return null;
  const compare = (metric: 'recall' | 'ndcg') => {
    const { mean, low, high } = pairedBootstrap({
      left: perUser[metric],
      right: opponent[metric],
      random: new Random(BOOTSTRAP_SEED),
    });
    return { mean, low, high };
  };
  return { recall: compare('recall'), ndcg: compare('ndcg') };
}
