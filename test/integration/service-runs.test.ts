import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepReport } from '../../pipelines/stages/keep-report.js';
import type { BenchmarkDescribeReport } from '../../src/core/reports/benchmark-describe-report.js';
import { modelDetail, modelList, runDetail, runPage } from '../../src/service/contract/run.js';
import { tablesOf } from '../../src/service/knowledge/result-tables/tables-of.js';
import { knowingService } from '../support/knowing-service.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { TOKEN_SPACE, tokenStore } from '../support/token-store.js';

const NOON = Date.UTC(2026, 0, 1, 12);

const described: BenchmarkDescribeReport = {
  factsPath: '/facts.jsonl',
  factsHash: 'f'.repeat(64),
  facts: 20,
  clips: 5,
  missing: [],
  seed: 7,
  describers: [
    {
      id: 'tags',
      model: null,
      promptHash: 'p',
      clips: 5,
      answered: 5,
      stated: { mean: 0.8, low: 0.7, high: 0.9 },
      wrongPerClip: { mean: 0.2, low: 0, high: 0.4 },
      wrongTotal: 1,
      meanWords: 30,
      secondsPerClip: 0.5,
      clipScores: [],
      failures: [],
    },
  ],
  seconds: 3,
};

/** A store with three runs and a kept benchmark that was made between the second and the third. */
async function folderOfRuns(): Promise<string> {
  const folder = await temporaryFolder();
  await tokenStore(folder, []);
  const store = await openTestStore(folder);
  for (const [at, command] of ['embed', 'cluster', 'embed'].entries()) {
    await store.runs.save({
      id: `run-${at}`,
      command,
      status: 'done',
      codeVersion: 'test',
      config: { at },
      startedAtMs: NOON + 1000 * at,
      finishedAtMs: NOON + 1000 * at + 500,
      report: { made: at },
      seed: 7,
      spaceId: TOKEN_SPACE.id,
    });
  }
  await store.close();
  await keepReport({
    context: pipelineContext(folder, { clock: () => NOON + 4500 }),
    command: 'benchmark describe',
    config: { describers: ['tags'] },
    seed: 7,
    startedAtMs: NOON + 1500,
    report: described,
  });
  return folder;
}

describe('/v1/runs', () => {
  it('lists rows of the table and kept benchmarks together, newest first, page by page', async () => {
    const { app } = await knowingService(await folderOfRuns());
    const first = runPage.parse((await app.inject('/v1/runs?limit=3')).json());
    expect(first.runs.map(({ command }) => command)).toEqual(['embed', 'benchmark describe', 'cluster']);
    expect(first.runs[1]).toMatchObject({
      status: 'done',
      seconds: 3,
      startedAt: '2026-01-01T12:00:01.500Z',
    });
    const next = runPage.parse((await app.inject(`/v1/runs?limit=3&cursor=${first.nextCursor}`)).json());
    expect(next.runs.map(({ id }) => id)).toEqual(['run-0']);
    expect(next.nextCursor).toBeNull();
    const embeds = runPage.parse((await app.inject('/v1/runs?command=embed')).json());
    expect(embeds.runs.map(({ id }) => id)).toEqual(['run-2', 'run-0']);
  });

  it('shows a benchmark as a table', async () => {
    const { app } = await knowingService(await folderOfRuns());
    const { runs } = runPage.parse((await app.inject('/v1/runs?command=benchmark%20describe')).json());
    const run = runDetail.parse((await app.inject(`/v1/runs/${runs[0]?.id}`)).json());
    expect(run.tables).toHaveLength(1);
    expect(run.tables[0]?.rows).toEqual([['tags', 0.8, 0.7, 0.9, 0.2, 5, 30, 0.5]]);
    expect(run.report).toEqual(described);
    expect(run.tables[0]?.columns).toHaveLength(8);
  });

  it('says 404 for other ids, whatever they look like', async () => {
    const { app } = await knowingService(await folderOfRuns());
    for (const id of ['nope', '..%2F..%2Fstore', '__proto__']) {
      const response = await app.inject(`/v1/runs/${id}`);
      expect([response.statusCode, response.json().code]).toEqual([404, 'no-such-run']);
    }
  });

  it('has nothing to show before there is a store', async () => {
    const { app } = await knowingService(await temporaryFolder());
    expect((await app.inject('/v1/runs')).json()).toEqual({ runs: [], nextCursor: null });
  });

  it('passes over files that are no reports', async () => {
    const folder = await folderOfRuns();
    await writeFile(join(folder, 'benchmarks', 'broken.json'), '{"format":1');
    await mkdir(join(folder, 'benchmarks', 'recommend'), { recursive: true });
    const { app } = await knowingService(folder);
    expect(runPage.parse((await app.inject('/v1/runs')).json()).runs).toHaveLength(4);
  });
});

describe('a kept report', () => {
  it('makes no data folder where there is none', async () => {
    const folder = await temporaryFolder();
    const context = pipelineContext(join(folder, 'absent'));
    await keepReport({
      context,
      command: 'benchmark describe',
      config: {},
      startedAtMs: NOON,
      report: described,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('has no tables when it is of another command or version', () => {
    expect(tablesOf('embed', described)).toEqual([]);
    expect(tablesOf('benchmark retrieval', described)).toEqual([]);
    expect(tablesOf('constructor', described)).toEqual([]);
  });
});

describe('/v1/models', () => {
  it('shows curves and diagnostics of a saved model as far as they were measured', async () => {
    const folder = await temporaryFolder();
    await tokenStore(folder, []);
    await writeFile(
      join(folder, 'models', 'video-token', TOKEN_SPACE.id, 'report.json'),
      JSON.stringify({
        epochs: 2,
        trainVideos: 30,
        validationVideos: 9,
        validationCrossEntropy: 2.5,
        shuffledCrossEntropy: 3,
        history: [
          { epoch: 1, validationCrossEntropy: 3.5, auxiliary: { words: 9 } },
          { epoch: 2, validationCrossEntropy: 2.5, auxiliary: { words: 7 } },
        ],
      }),
    );
    const { app } = await knowingService(folder);
    const { models } = modelList.parse((await app.inject('/v1/models')).json());
    expect(models).toMatchObject([
      { id: TOKEN_SPACE.id, isCurrent: true, dimension: 8, epochs: 2, trainingVideos: 30 },
    ]);
    const own = models[0]?.diagnostics.find(({ name }) => name === 'cross-entropy, own token');
    expect(own?.value).toBe(2.5);
    const model = modelDetail.parse((await app.inject(`/v1/models/${TOKEN_SPACE.id}`)).json());
    expect(model.curves.map(({ name, points }) => [name, points.map(({ y }) => y)])).toEqual([
      ['cross-entropy, held-out videos', [3.5, 2.5]],
      ['words', [9, 7]],
    ]);
    const response = await app.inject('/v1/models/video-token-0000');
    expect([response.statusCode, response.json().code]).toEqual([404, 'no-such-model']);
  });
});
