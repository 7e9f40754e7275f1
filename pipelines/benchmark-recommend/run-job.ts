import type { EpochReport, Recommender, TrainedRecommender } from '../../models/recommender.js';
import { loadRecommender } from '../../models/recommenders.js';
import { VidtokenError } from '../../src/core/errors.js';
import type { Clock, Logger } from '../../src/core/runtime.js';
import { heldOutMean } from '../../src/metrics/held-out-mean.js';
import { type Rankings, rankUsers, type ScoreUsers } from '../../src/metrics/rank-users.js';
import { recall } from '../../src/metrics/recall.js';
import { usersWithItems } from '../../src/metrics/users-with-items.js';
import type { LoadedRecommenderData } from '../recommend/load-recommender-data.js';
import { checksumOf } from './checksum-of.js';
import type { BenchmarkJob } from './job.js';
import { type RunResult, saveRunResult } from './run-result.js';

export interface RunJobOptions {
  readonly job: BenchmarkJob;
  readonly loaded: LoadedRecommenderData;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onEpoch?: (report: EpochReport) => void;
}

/**
 * Trains one model, keeps the weights that are best on validation, ranks the test users once for each run, and stores
 * the results. The test part is not touched before the weights are chosen.
 * @throws VidtokenError `internal` when the data is not what the job was planned for, `training-diverged`
 */
export async function runBenchmarkJob(options: RunJobOptions): Promise<RunResult[]> {
  const { job, loaded, clock } = options;
  requireSameData(job, loaded);
  const startedMs = clock();
  const trained = await train(options);
  const trainSeconds = (clock() - startedMs) / 1000;
  const score = scoresOf(trained.recommender);
  const results: RunResult[] = [];
  for (const { seed, key } of job.runs) {
    const validation = validator(options, seed)?.(score) ?? null;
    const rankedMs = clock();
    const rankings = rankTestUsers(options, { score, seed });
    const { model, config, protocol, checksum, codeHash, codeVersion } = job;
    const facts = {
      ...{ key, model, config, seed, protocol, checksum, codeHash, codeVersion, validation },
      bestEpoch: trained.bestEpoch ?? null,
      epochs: [...trained.epochs],
      seconds: { train: trainSeconds, rank: (clock() - rankedMs) / 1000 },
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
    const result = { facts, rankings };
    await saveRunResult(job.resultsFolder, result);
    results.push(result);
  }
  return results;
}

async function train(options: RunJobOptions): Promise<TrainedRecommender> {
  const { job, loaded, logger, signal, onEpoch } = options;
  const family = await loadRecommender(job.model);
  const seed = job.runs[0]?.seed ?? 0;
  const validate = validator(options, seed);
  return family.train({
    data: loaded.data,
    config: family.config.parse(job.config),
    seed,
    logger,
    signal,
    ...(validate === undefined ? {} : { validate: (recommender) => validate(scoresOf(recommender)) }),
    ...(onEpoch === undefined ? {} : { onEpoch }),
  });
}

const scoresOf =
  (recommender: Recommender): ScoreUsers =>
  (users, scores) =>
    recommender.score(users, scores);

function validator(
  { job, loaded }: RunJobOptions,
  seed: number,
): ((score: ScoreUsers) => number) | undefined {
  return heldOutMean({
    ...rankingTask({ job, loaded }, seed),
    relevant: loaded.valid,
    masks: [loaded.data.train],
    metric: recall,
    cutoff: job.selectionCutoff,
  });
}

function rankTestUsers(
  { job, loaded }: RunJobOptions,
  { score, seed }: { readonly score: ScoreUsers; readonly seed: number },
): Rankings {
  const { data, valid, test } = loaded;
  return rankUsers({
    ...rankingTask({ job, loaded }, seed),
    score,
    users: usersWithItems(test),
    depth: job.depth,
    masks: job.masksValidation ? [data.train, valid] : [data.train],
  });
}

function rankingTask({ job, loaded }: Pick<RunJobOptions, 'job' | 'loaded'>, seed: number) {
  const { itemIds, userIds } = loaded.data;
  return { itemCount: itemIds.length, userIds, tieSeed: seed, model: job.model };
}

function requireSameData(job: BenchmarkJob, loaded: LoadedRecommenderData): void {
  const found = checksumOf(loaded);
  const { split, features, clusters } = job.checksum;
  if (found.split === split && found.features === features && found.clusters === clusters) return;
  throw new VidtokenError({
    code: 'internal',
    message: `The store ${job.dataFolder} changed after the benchmark was planned.`,
    hint: 'Run the same command again when nothing writes to the store.',
    facts: { ...found },
  });
}
