import { fileURLToPath } from 'node:url';
import type { LoadedRecommenderData } from '../recommend/load-recommender-data.js';
import { checksumOf } from './checksum-of.js';
import { codeHash, sourceFile } from './code-hash.js';
import type { BenchmarkJob, BenchmarkRun } from './job.js';
import type { PlannedRow } from './planned-rows.js';
import { resultKey } from './result-key.js';
import { type RunResult, readRunResult } from './run-result.js';

/** A row with the runs that fill it. */
export interface RowRuns {
  readonly row: PlannedRow;
  readonly runs: readonly BenchmarkRun[];
}

export interface BenchmarkPlan {
  readonly rows: readonly RowRuns[];
  /** Results that are there already, by key. */
  readonly stored: ReadonlyMap<string, RunResult>;
  /** What is left to do: the first seed of every row, then the second … */
  readonly jobs: readonly BenchmarkJob[];
}

export interface PlanOptions {
  readonly rows: readonly PlannedRow[];
  readonly seeds: readonly number[];
  readonly loaded: LoadedRecommenderData;
  /** What all jobs have in common. */
  readonly common: Pick<
    BenchmarkJob,
    | 'dataFolder'
    | 'resultsFolder'
    | 'protocol'
    | 'masksValidation'
    | 'selectionCutoff'
    | 'depth'
    | 'codeVersion'
    | 'threads'
  >;
}

/** Folder with `models`, `src` and `pipelines`: the sources, or what is compiled. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What runs a job, and the kernels that compute it. */
const ENTRIES = ['run-job.js', '../../src/tensor/backend.js'].map((path) =>
  sourceFile(fileURLToPath(new URL(path, import.meta.url))),
);

/** Finds which runs are stored and puts the others into jobs. */
export async function planJobs(options: PlanOptions): Promise<BenchmarkPlan> {
  const rows: RowRuns[] = [];
  const stored = new Map<string, RunResult>();
  const queues: BenchmarkJob[][] = [];
  const planned = new Set<string>();
  for (const row of options.rows) {
    const job = jobOf(row, options);
    const runs = options.seeds.map((seed) => ({ seed, key: resultKey(job, seed) }));
    rows.push({ row, runs });
    const missing: BenchmarkRun[] = [];
    for (const run of runs) {
      // Two variants with the same configuration share their runs.
      if (planned.has(run.key)) continue;
      planned.add(run.key);
      const result = await readRunResult(job.resultsFolder, run.key);
      if (result === undefined) missing.push(run);
      else stored.set(run.key, result);
    }
    const groups = row.kind === 'closed-form' ? [missing] : missing.map((run) => [run]);
    queues.push(groups.filter((group) => group.length > 0).map((group) => ({ ...job, runs: group })));
  }
  return { rows, stored, jobs: inTurns(queues) };
}

function jobOf(row: PlannedRow, { loaded, common }: PlanOptions): Omit<BenchmarkJob, 'runs'> {
  return {
    ...common,
    model: row.model,
    config: row.config,
    checksum: checksumOf(loaded),
    codeHash: codeHash({ root: ROOT, entries: ENTRIES, model: row.model }),
  };
}

/** The first of each queue, then the second of each … */
function inTurns<Item>(queues: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) =>
    queues.flatMap((queue) => queue.slice(turn, turn + 1)),
  ).flat();
}
