import { type VideoTokenConfig, videoTokenDefaults } from '../../../models/video-token/config.js';
import type { Clock, Logger, Progress } from '../../../src/core/runtime.js';
import { descriptionVectors } from './description-vectors.js';
import { featureVectors, rowsOf } from './feature-vectors.js';
import { dataHashOf, type QualityClips } from './quality-clips.js';
import type { Definition } from './quality-definitions.js';
import { joinScores, type ScoredRow, type TrainingFacts } from './quality-report.js';
import { type QualitySplit, sidesOf } from './quality-split.js';
import { decodeTokens, type QualityRun, type RunCache } from './run-cache.js';
import { chanceOf, type QualityTasks, qualityTasks, scoreVectors } from './score-vectors.js';
import { configOf, trainVariant } from './train-variant.js';
import type { Variant } from './variants.js';

/** A split made ready: its clips, what is asked of them, and the name of their data. */
export interface ReadySplit extends QualityClips {
  readonly split: QualitySplit;
  readonly isEvaluated: readonly boolean[];
  readonly dataHash: string;
  readonly tasks: QualityTasks;
}

/** @param options.seed of the definitions that draw their queries */
export function readySplit(
  options: QualityClips & {
    readonly split: QualitySplit;
    readonly definitions: readonly Definition[];
    readonly seed: number;
  },
): ReadySplit {
  const { split, extractors, definitions, seed } = options;
  const { clips, isEvaluated } = sidesOf(options.clips, split);
  const items = clips.map(({ contentHash, labels }) => ({ contentHash, labels: labels ?? {} }));
  const tasks = qualityTasks({ items, isEvaluated, definitions, seed });
  return { split, clips, extractors, isEvaluated, tasks, dataHash: dataHashOf({ clips, extractors }) };
}

/** Chance, every vector of features, and the true descriptions: what tokens are compared with. */
export function referenceRows(splits: readonly ReadySplit[]): ScoredRow[] {
  const perSplit = splits.map(({ clips, isEvaluated, extractors, tasks }) => {
    const isTraining = isEvaluated.map((evaluated) => !evaluated);
    const features = featureVectors({
      clips,
      isTraining,
      extractors,
      limit: videoTokenDefaults.featureLimit,
    });
    const descriptions = descriptionVectors(clips.map(({ description }) => description));
    return {
      chance: chanceOf(tasks),
      features: features.map(({ name, rows }) => ({ name, scores: scoreVectors(tasks, rows) })),
      descriptions: scoreVectors(tasks, descriptions),
    };
  });
  const names = perSplit[0]?.features.map(({ name }) => name) ?? [];
  const one = (name: string, kind: ScoredRow['kind'], scores: ScoredRow['scores']): ScoredRow => ({
    name,
    kind,
    scores: [joinScores(scores)],
  });
  return [
    one(
      'random order',
      'random',
      perSplit.map(({ chance }) => chance),
    ),
    ...names.map((name) => {
      const scores = perSplit.flatMap(({ features }) => features.filter((row) => row.name === name));
      return one(
        name,
        'features',
        scores.map((row) => row.scores),
      );
    }),
    one(
      'tf-idf of the true descriptions',
      'descriptions',
      perSplit.map(({ descriptions }) => descriptions),
    ),
  ];
}

export interface StudyOptions {
  readonly splits: readonly ReadySplit[];
  readonly variants: readonly (readonly [name: string, variant: Variant])[];
  readonly seeds: readonly number[];
  /** Knobs for every recipe, such as fewer epochs for a quick look. */
  readonly overrides: Partial<VideoTokenConfig>;
  readonly cache: RunCache;
  /** Trains nothing: only what the cache has. */
  readonly reportOnly: boolean;
  readonly codeHash: string;
  /** For checkpoints and models under way. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly say: (words: string) => void;
}

/** Trains what the cache does not have, one at a time, and scores the tokens of every recipe. */
export async function tokenRows(options: StudyOptions): Promise<ScoredRow[]> {
  const plan = options.seeds.flatMap((seed) =>
    options.variants.flatMap(([name, variant]) =>
      options.splits.map((split) => ({ name, variant, seed, split })),
    ),
  );
  const runs = new Map<string, QualityRun>();
  const missing: typeof plan = [];
  for (const job of plan) {
    const run = await options.cache.read(keyOf(job, options));
    if (run === undefined) missing.push(job);
    else runs.set(nameOf(job), run);
  }
  options.say(`${runs.size} of ${plan.length} trainings are in the cache`);
  if (options.reportOnly && missing.length > 0) options.say(`missing: ${missing.map(nameOf).join('; ')}`);
  const startedAtMs = options.clock();
  for (const [done, job] of (options.reportOnly ? [] : missing).entries()) {
    const left = missing.length - done;
    const eta = done === 0 ? '' : `, about ${minutes((left * (options.clock() - startedAtMs)) / done)} left`;
    options.say(`training ${done + 1} of ${missing.length}: ${nameOf(job)}${eta}`);
    const key = keyOf(job, options);
    const trained = await trainVariant({ ...options, ...job.split, config: key.config });
    const facts = { variant: job.name, split: key.split, dataHash: key.dataHash, codeHash: options.codeHash };
    const run: QualityRun = { ...trained, ...facts };
    await options.cache.write(key, run);
    runs.set(nameOf(job), run);
  }
  return options.variants.flatMap(([name, { words }]) => rowOf({ name, words, runs, options }));
}

interface Job {
  readonly name: string;
  readonly variant: Variant;
  readonly seed: number;
  readonly split: ReadySplit;
}

function keyOf({ variant, seed, split }: Job, { overrides }: StudyOptions) {
  return {
    config: configOf({ variant, seed, overrides }),
    split: split.split.name,
    dataHash: split.dataHash,
  };
}

function nameOf({ name, seed, split }: Pick<Job, 'name' | 'seed' | 'split'>): string {
  return `${name}, seed ${seed}, ${split.split.name}`;
}

/** A recipe with the seeds that are there on every split; no row without any. */
function rowOf(given: {
  readonly name: string;
  readonly words: string;
  readonly runs: ReadonlyMap<string, QualityRun>;
  readonly options: StudyOptions;
}): ScoredRow[] {
  const { name, words, runs } = given;
  const { splits, seeds } = given.options;
  const complete = seeds.flatMap((seed) => {
    const found = splits.flatMap((split) => {
      const run = runs.get(nameOf({ name, seed, split }));
      return run === undefined ? [] : [{ run, split }];
    });
    return found.length < splits.length ? [] : [{ seed, found }];
  });
  if (complete.length === 0) return [];
  const scores = complete.map(({ found }) =>
    joinScores(
      found.map(({ run, split }) => scoreVectors(split.tasks, rowsOf(decodeTokens(run), run.dimension))),
    ),
  );
  const used = complete.flatMap(({ found }) => found.map(({ run }) => run));
  const present = complete.map(({ seed }) => seed);
  const missingSeeds = seeds.filter((seed) => !present.includes(seed));
  return [
    { name, kind: 'token', scores, training: { ...factsOf(used), words, seeds: present, missingSeeds } },
  ];
}

function factsOf(runs: readonly QualityRun[]): Omit<TrainingFacts, 'words' | 'seeds' | 'missingSeeds'> {
  const mean = (read: (run: QualityRun) => number): number =>
    runs.reduce((sum, run) => sum + read(run), 0) / runs.length;
  return {
    secondsPerRun: mean(({ seconds }) => seconds),
    epochs: mean(({ epochs }) => epochs),
    bestEpoch: mean(({ bestEpoch }) => bestEpoch),
    parameters: mean(({ parameters }) => parameters),
    watchedCrossEntropy: mean(({ watchedCrossEntropy }) => watchedCrossEntropy),
    backends: [...new Set(runs.map(({ backend }) => backend))],
    codeHashes: [...new Set(runs.map(({ codeHash }) => codeHash))],
  };
}

function minutes(milliseconds: number): string {
  return `${(milliseconds / 60_000).toFixed(1)} min`;
}
