import { join } from 'node:path';
import { itemDegrees } from '../../models/bipartite-graph/degrees.js';
import { RECOMMENDER_IDS } from '../../models/recommenders.js';
import type { BenchmarkRecommendReport } from '../../src/core/reports/benchmark-recommend-report.js';
import type { PipelineContext } from '../context.js';
import type { LoadedRecommenderData } from '../recommend/load-recommender-data.js';
import { datasetFacts } from './dataset-facts.js';
import type { NdcgKind } from './evaluate-result.js';
import { type BenchmarkPlan, planJobs } from './plan-jobs.js';
import { planRows } from './planned-rows.js';
import { type BenchmarkProtocol, benchmarkProtocol } from './protocols.js';
import { referenceScores } from './reference-scores.js';
import { type JobRunner, runJobs } from './run-jobs.js';
import type { RunResult } from './run-result.js';
import { testSlices } from './slices.js';
import { summariseRows } from './summarise-rows.js';
import { WRITTEN_DEPTH, writeRankings } from './write-rankings.js';

export interface BenchmarkOptions {
  /** Its data folder is the store that is measured. */
  readonly context: Pick<
    PipelineContext,
    'dataFolder' | 'codeVersion' | 'concurrency' | 'clock' | 'logger' | 'progress' | 'signal'
  >;
  /** For the table. */
  readonly datasetName: string;
  /** Ids of recommenders; all when empty. */
  readonly models: readonly string[];
  /** Names of variants that get rows of their own, or `all`. */
  readonly variants: readonly string[];
  /** Number of seeds, from 1 on. */
  readonly seeds: number;
  readonly protocol: string;
  /** Default: those of the protocol. The cutoff that epochs are selected by is always among them. */
  readonly cutoffs?: readonly number[];
  /** Default: as the protocol says. */
  readonly masksValidation?: boolean;
  readonly ndcg: NdcgKind;
  readonly quick: boolean;
  /** Says what would run, and runs nothing. */
  readonly dryRun: boolean;
  /** Where `<model>.<seed>.tsv` is written, if anywhere. */
  readonly rankingsFolder?: string;
  /** Jobs at the same time. */
  readonly jobs: number;
  readonly runner: JobRunner;
  /** Called once before anything runs. */
  readonly onPlan?: (plan: BenchmarkRecommendReport['plan']) => void;
}

/**
 * Plans the runs, does those that are not stored, and makes one report of all of them.
 * @throws as `benchmarkRecommend`
 */
export async function benchmarkLoaded(
  options: BenchmarkOptions,
  loaded: LoadedRecommenderData,
): Promise<BenchmarkRecommendReport> {
  const { context } = options;
  const { clock, logger, progress, signal } = context;
  const startedMs = clock();
  const protocol = benchmarkProtocol(options.protocol);
  const cutoffs = cutoffsOf(options, protocol);
  const plan = await planRuns(options, { protocol, loaded, cutoffs });
  const popularity = itemDegrees(loaded.data.train);
  const slices = testSlices({ test: loaded.test, popularity });
  const head = {
    ...headOf(options, { protocol, plan }),
    dataset: datasetFacts({ name: options.datasetName, loaded, slices }),
    checksum: loaded.checksum,
    cutoffs: [...cutoffs],
  };
  const { split } = loaded.checksum;
  const references = [...referenceScores({ split, cutoff: protocol.selectionCutoff })];
  const elapsed = (): number => (clock() - startedMs) / 1000;
  if (options.dryRun) {
    const nothing = { rows: [], bestBaseline: null, noise: null, rankings: [] };
    return { ...head, ...nothing, references, seconds: elapsed() };
  }
  options.onPlan?.(head.plan);
  const { jobs: concurrency, runner } = options;
  const finished = await runJobs({ jobs: plan.jobs, runner, concurrency, logger, progress, signal });
  const results = new Map([...plan.stored, ...finished.results]);
  const { selectionCutoff } = protocol;
  const { train } = loaded.data;
  const { ndcg } = options;
  const { failures } = finished;
  const measured = { slices, train, popularity, cutoffs, selectionCutoff, ndcg };
  const summary = summariseRows({ ...measured, rows: plan.rows, results, failures });
  const rankings = await writeAll(options, { plan, results, loaded });
  return { ...head, ...summary, references, rankings, seconds: elapsed() };
}

function cutoffsOf({ cutoffs }: BenchmarkOptions, protocol: BenchmarkProtocol): readonly number[] {
  const chosen = new Set([...(cutoffs ?? protocol.cutoffs), protocol.selectionCutoff]);
  return [...chosen].sort((left, right) => left - right);
}

interface Prepared {
  readonly protocol: BenchmarkProtocol;
  readonly loaded: LoadedRecommenderData;
  readonly cutoffs: readonly number[];
}

async function planRuns(
  options: BenchmarkOptions,
  { protocol, loaded, cutoffs }: Prepared,
): Promise<BenchmarkPlan> {
  const { context, jobs } = options;
  const models = options.models.length === 0 ? RECOMMENDER_IDS : options.models;
  return planJobs({
    rows: await planRows({ ...options, models }),
    seeds: Array.from({ length: options.seeds }, (_, index) => index + 1),
    loaded,
    common: {
      dataFolder: context.dataFolder,
      resultsFolder: join(context.dataFolder, 'benchmarks', 'recommend'),
      protocol: protocol.id,
      masksValidation: options.masksValidation ?? protocol.masksValidation,
      selectionCutoff: protocol.selectionCutoff,
      depth: Math.max(WRITTEN_DEPTH, ...cutoffs),
      codeVersion: context.codeVersion,
      threads: Math.max(1, Math.floor(context.concurrency / jobs)),
    },
  });
}

function headOf(
  { masksValidation, ndcg, quick, seeds }: BenchmarkOptions,
  { protocol, plan }: { readonly protocol: BenchmarkProtocol; readonly plan: BenchmarkPlan },
) {
  const { id, source, note, selectionCutoff } = protocol;
  return {
    protocol: {
      ...{ id, source, note, selectionCutoff, ndcg },
      masksValidation: masksValidation ?? protocol.masksValidation,
    },
    seeds: Array.from({ length: seeds }, (_, index) => index + 1),
    quick,
    plan: plan.rows.flatMap(({ row, runs }) =>
      runs.map(({ seed, key }) => ({
        label: row.label,
        seed,
        state: plan.stored.has(key) ? ('stored' as const) : ('to do' as const),
      })),
    ),
  };
}

async function writeAll(
  { rankingsFolder }: BenchmarkOptions,
  done: {
    readonly plan: BenchmarkPlan;
    readonly results: ReadonlyMap<string, RunResult>;
    readonly loaded: LoadedRecommenderData;
  },
): Promise<string[]> {
  if (rankingsFolder === undefined) return [];
  const { userIds, itemIds } = done.loaded.data;
  const files: string[] = [];
  for (const { row, runs } of done.plan.rows) {
    for (const { seed, key } of runs) {
      const rankings = done.results.get(key)?.rankings;
      if (rankings === undefined) continue;
      const { label } = row;
      files.push(await writeRankings({ folder: rankingsFolder, label, seed, rankings, userIds, itemIds }));
    }
  }
  return files;
}
