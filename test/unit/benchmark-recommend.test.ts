import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type BenchmarkOptions,
  benchmarkLoaded,
} from '../../pipelines/benchmark-recommend/benchmark-loaded.js';
import type { BenchmarkJob } from '../../pipelines/benchmark-recommend/job.js';
import { runBenchmarkJob } from '../../pipelines/benchmark-recommend/run-job.js';
import type { JobRunner } from '../../pipelines/benchmark-recommend/run-jobs.js';
import { benchmarkRecommendText } from '../../pipelines/benchmark-recommend-text.js';
import type { LoadedRecommenderData } from '../../pipelines/recommend/load-recommender-data.js';
import { benchmarkRecommendReport } from '../../src/core/reports/benchmark-recommend-report.js';
import { silentLogger } from '../../src/core/runtime.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { toyRecommenderData } from '../support/toy-recommender-data.js';

const toy = toyRecommenderData();
const { signal } = new AbortController();

beforeAll(async () => {
  await selectBackend({ name: 'native', logger: silentLogger });
});

/** Jobs in this process; the list of those that were run. */
function inProcess(loaded: LoadedRecommenderData = toy): {
  readonly runner: JobRunner;
  readonly jobs: BenchmarkJob[];
} {
  const jobs: BenchmarkJob[] = [];
  return {
    jobs,
    async runner(job, { onEpoch, signal: stop }) {
      jobs.push(job);
      await runBenchmarkJob({ job, loaded, clock: () => 0, logger: silentLogger, signal: stop, onEpoch });
    },
  };
}

const optionsOf = (folder: string, changes: Partial<BenchmarkOptions> = {}): BenchmarkOptions => ({
  context: pipelineContext(folder),
  datasetName: 'toy',
  models: ['random', 'popularity', 'bpr-mf'],
  variants: [],
  seeds: 2,
  protocol: 'tiktok',
  cutoffs: [5],
  ndcg: 'standard',
  quick: true,
  dryRun: false,
  jobs: 1,
  runner: inProcess().runner,
  ...changes,
});

describe('the benchmark of recommenders on a toy data set', () => {
  it('makes one row for each model, with seeds, slices, cost and the difference to the best baseline', async () => {
    const report = await benchmarkLoaded(optionsOf(await temporaryFolder()), toy);
    expect(benchmarkRecommendReport.parse(report)).toEqual(report);
    expect(report.rows.map(({ label, seeds }) => [label, ...seeds])).toEqual([
      ['random', 1, 2],
      ['popularity', 1, 2],
      ['bpr-mf', 1, 2],
    ]);
    expect(report.cutoffs).toEqual([5, 20]);
    expect(report.dataset).toMatchObject({
      ...{ users: 36, items: 30, train: 180, valid: 12, test: 24 },
      ...{ evaluatedUsers: 24, leftOutUsers: 12, evaluatedWithoutTrain: 0 },
    });
    const [random, popularity] = report.rows;
    const recallOf = (row: typeof random, cutoff: number) =>
      row?.scores.find(
        (score) => score.slice === 'all' && score.metric === 'recall' && score.cutoff === cutoff,
      );
    // Chance: 20 of 25 items that are not masked.
    expect(recallOf(random, 20)?.mean).toBeGreaterThan(0.6);
    expect(recallOf(random, 20)?.mean).toBeLessThan(0.95);
    expect(popularity?.bestEpochs).toEqual([]);
    expect(report.rows.find(({ label }) => label === report.bestBaseline)?.againstBest).toBeNull();
    expect(report.rows.filter(({ againstBest }) => againstBest !== null)).toHaveLength(2);
    expect(report.references).toEqual([]);
    const text = benchmarkRecommendText(report, { full: true });
    expect(text).toContain(
      '24 users evaluated, 0 of them without a train item; 12 without a test item left out',
    );
    expect(text).toMatch(/a gain under \.\d{4} is noise/);
    expect(text).toMatch(/\| bpr-mf +\|/);
  });

  it('takes up what an earlier run has stored, and does only the rest', async () => {
    const folder = await temporaryFolder();
    const first = inProcess();
    const whole = await benchmarkLoaded(optionsOf(folder, { seeds: 1, runner: first.runner }), toy);
    const second = inProcess();
    const longer = await benchmarkLoaded(optionsOf(folder, { runner: second.runner }), toy);
    expect(first.jobs).toHaveLength(3);
    expect(second.jobs.map(({ model, runs }) => [model, ...runs.map(({ seed }) => seed)])).toEqual([
      ['random', 2],
      ['popularity', 2],
      ['bpr-mf', 2],
    ]);
    expect(longer.plan.filter(({ state }) => state === 'stored')).toHaveLength(3);
    const fresh = await benchmarkLoaded(optionsOf(await temporaryFolder()), toy);
    expect(longer.rows.map(({ scores }) => scores)).toEqual(fresh.rows.map(({ scores }) => scores));
    expect(whole.rows[0]?.scores[0]?.deviation).toBe(0);
  });

  it('does a damaged result again', async () => {
    const folder = await temporaryFolder();
    const options = optionsOf(folder, { models: ['popularity'], seeds: 1 });
    await benchmarkLoaded(options, toy);
    const results = join(folder, 'benchmarks', 'recommend');
    for (const name of await readdir(results)) {
      if (name.endsWith('.lists')) await writeFile(join(results, name), 'cut');
    }
    const again = inProcess();
    await benchmarkLoaded({ ...options, runner: again.runner }, toy);
    expect(again.jobs).toHaveLength(1);
  });

  it('computes a model in closed form once for all seeds', async () => {
    const { runner, jobs } = inProcess();
    await benchmarkLoaded(
      optionsOf(await temporaryFolder(), { models: ['popularity'], seeds: 4, runner }),
      toy,
    );
    expect(jobs.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual([[1, 2, 3, 4]]);
  });

  it('counts a job that dies as failed, and goes on with the others', async () => {
    const { runner } = inProcess();
    const report = await benchmarkLoaded(
      optionsOf(await temporaryFolder(), {
        async runner(job, options) {
          if (job.model === 'popularity') throw new Error('the process was killed with SIGKILL');
          await runner(job, options);
        },
      }),
      toy,
    );
    const dead = report.rows.find(({ label }) => label === 'popularity');
    expect(dead).toMatchObject({ seeds: [], scores: [], seconds: null, againstBest: null });
    expect(dead?.failures).toEqual([
      { seed: 1, reason: 'the process was killed with SIGKILL' },
      { seed: 2, reason: 'the process was killed with SIGKILL' },
    ]);
    expect(report.rows.filter(({ seeds }) => seeds.length === 2)).toHaveLength(2);
    expect(benchmarkRecommendText(report, { full: false })).toContain(
      'popularity, seed 1, failed: the process',
    );
  });

  it('runs nothing when it is only asked what it would run', async () => {
    const { runner, jobs } = inProcess();
    const report = await benchmarkLoaded(optionsOf(await temporaryFolder(), { dryRun: true, runner }), toy);
    expect(jobs).toEqual([]);
    expect(report.plan.map(({ label, seed, state }) => `${label} ${seed} ${state}`)).toEqual([
      'random 1 to do',
      'random 2 to do',
      'popularity 1 to do',
      'popularity 2 to do',
      'bpr-mf 1 to do',
      'bpr-mf 2 to do',
    ]);
    expect(benchmarkRecommendText(report, { full: false })).toContain('| bpr-mf     |    2 |');
  });

  it('writes lists that another tool can score: user, rank, item and score under a header', async () => {
    const folder = await temporaryFolder();
    const rankingsFolder = join(folder, 'lists');
    const report = await benchmarkLoaded(
      optionsOf(folder, { models: ['popularity'], seeds: 1, rankingsFolder }),
      toy,
    );
    expect(report.rankings).toEqual([join(rankingsFolder, 'popularity.1.tsv')]);
    const [header, ...lines] = (await readFile(report.rankings[0] ?? '', 'utf8')).trimEnd().split('\n');
    expect(header).toBe('user\trank\titem\tscore');
    // 30 items less 5 in train, for each of 24 users.
    expect(lines).toHaveLength(24 * 25);
    const rows = lines.map((line) => line.split('\t'));
    const found = rows.filter(([user, rank, item]) => {
      const index = toy.data.userIds.indexOf(user ?? '');
      const liked = toy.test.items[toy.test.starts[index] ?? 0];
      return Number(rank) <= 5 && item === `item-${liked}`;
    });
    const recall = report.rows[0]?.scores.find((score) => score.metric === 'recall' && score.cutoff === 5);
    expect(found.length / 24).toBeCloseTo(recall?.mean ?? Number.NaN, 6);
  });

  it('gives variants rows of their own, held against their model as recommended', async () => {
    const choice = { models: ['popularity', 'p3alpha'], variants: ['all'], seeds: 1 };
    const report = await benchmarkLoaded(optionsOf(await temporaryFolder(), choice), toy);
    expect(report.rows.map(({ label }) => label)).toEqual(['popularity', 'p3alpha', 'p3alpha/plain']);
    const [, own, plain] = report.rows;
    const recallOf = (row: typeof own) => row?.scores.find(({ cutoff }) => cutoff === 20)?.mean ?? Number.NaN;
    expect(own?.againstDefault).toBeNull();
    expect(plain?.againstDefault?.recall.mean).toBeCloseTo(recallOf(plain) - recallOf(own), 6);
    expect(['popularity', 'p3alpha']).toContain(report.bestBaseline);
    expect(benchmarkRecommendText(report, { full: false })).toMatch(
      /\| variant +\|.*\n.*\n\| p3alpha\/plain/,
    );
  });

  it('masks validation positives at test where it is asked to', async () => {
    const masked = await benchmarkLoaded(
      optionsOf(await temporaryFolder(), { models: ['popularity'], seeds: 1, masksValidation: true }),
      toy,
    );
    expect(masked.protocol.masksValidation).toBe(true);
    // Users with a validation item have no test item, so nothing changes.
    const plain = await benchmarkLoaded(
      optionsOf(await temporaryFolder(), { models: ['popularity'], seeds: 1 }),
      toy,
    );
    expect(masked.rows[0]?.scores).toEqual(plain.rows[0]?.scores);
  });

  it('says which protocols and variants there are for one that is not', async () => {
    const folder = await temporaryFolder();
    await expect(benchmarkLoaded(optionsOf(folder, { protocol: 'tictoc' }), toy)).rejects.toMatchObject({
      code: 'invalid-value',
      hint: expect.stringContaining('ludp'),
    });
    await expect(benchmarkLoaded(optionsOf(folder, { variants: ['no-gate'] }), toy)).rejects.toMatchObject({
      code: 'invalid-value',
      message: 'None of the chosen models has a variant "no-gate".',
    });
  });
});

describe('the test part', () => {
  it('decides nothing: with other test items the same epoch, losses and lists come out', async () => {
    const jobOf = async (loaded: LoadedRecommenderData) => {
      const folder = await temporaryFolder();
      const { runner, jobs } = inProcess(loaded);
      await benchmarkLoaded(optionsOf(folder, { models: ['bpr-mf'], seeds: 1, runner }), loaded);
      const job = jobs[0] as BenchmarkJob;
      const options = { job, loaded, clock: () => 0, logger: silentLogger, signal };
      return (await runBenchmarkJob(options))[0];
    };
    const plain = await jobOf(toy);
    const moved = await jobOf(toyRecommenderData({ testSeed: 99 }));
    expect(moved?.facts.checksum.split).not.toBe(plain?.facts.checksum.split);
    expect(moved?.facts.epochs).toEqual(plain?.facts.epochs);
    expect(moved?.facts.epochs.some(({ validation }) => validation !== undefined)).toBe(true);
    expect(moved?.facts.bestEpoch).toBe(plain?.facts.bestEpoch);
    expect(moved?.rankings).toEqual(plain?.rankings);
  });

  it('is refused when it is not the one that the job was planned for', async () => {
    const { runner, jobs } = inProcess();
    await benchmarkLoaded(optionsOf(await temporaryFolder(), { models: ['popularity'], runner }), toy);
    const job = jobs[0] as BenchmarkJob;
    const loaded = toyRecommenderData({ testSeed: 5 });
    const options = { job, loaded, clock: () => 0, logger: silentLogger, signal };
    await expect(runBenchmarkJob(options)).rejects.toMatchObject({ code: 'internal' });
  });
});
