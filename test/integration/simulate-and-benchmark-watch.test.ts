import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { selectModel } from '../../models/video-token/model-folder.js';
import { spaceIdOf } from '../../models/video-token/model-identity.js';
import { benchmarkWatch } from '../../pipelines/benchmark-watch.js';
import { simulateWatchLog } from '../../pipelines/simulate-watch-log.js';
import { MINIMUM_ITEMS } from '../../pipelines/simulation/load-simulated-items.js';
import { benchmarkWatchText } from '../../src/cli/benchmark-watch-text.js';
import { benchmarkWatchReport } from '../../src/core/reports/benchmark-watch-report.js';
import { Random } from '../../src/math/random.js';
import { normalised } from '../../src/math/vector.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { openTestStore, STORE_SCHEMA, testRecord, testSpace } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MODEL_HASH = 'ab'.repeat(32);
const VIDEOS = 30;
const START_MS = Date.UTC(2026, 0, 1);

/** A store of random tokens of a model that is nothing but its identity. */
async function storeOfTokens(changes: { readonly videos?: number } = {}): Promise<string> {
  const folder = await temporaryFolder();
  const id = spaceIdOf(MODEL_HASH);
  const modelFolder = join(folder, 'models', 'video-token', id);
  await mkdir(modelFolder, { recursive: true });
  const config = { tokenDimension: STORE_SCHEMA.tokenDimension };
  const facts = { modelHash: MODEL_HASH, extractors: [], config };
  await writeFile(join(modelFolder, 'config.json'), JSON.stringify(facts));
  await selectModel(join(folder, 'models'), id);
  const store = await openTestStore(folder);
  const random = new Random(1);
  const records = Array.from({ length: changes.videos ?? VIDEOS }, (_, at) =>
    testRecord(`v${at}`, {
      token: normalised(Float32Array.from({ length: STORE_SCHEMA.tokenDimension }, () => random.normal())),
      spaceId: id,
    }),
  );
  await store.videos.upsert(records, testSpace(id));
  await store.close();
  return folder;
}

describe('vidtoken simulate', () => {
  const wanted = { users: 12, days: 2, seed: 3, startMs: START_MS };

  it('writes the same events into the interactions table each time', async () => {
    const own = await storeOfTokens();
    const context = pipelineContext(own);
    const first = await simulateWatchLog({ context, ...wanted, items: VIDEOS });
    await simulateWatchLog({ context, ...wanted, items: VIDEOS });
    expect(first).toMatchObject({ simulated: true, items: VIDEOS, storedItems: VIDEOS, out: null });
    const store = await openTestStore(own, { mode: 'read' });
    expect(await store.interactions.count()).toBe(first.interactions);
    for await (const page of store.interactions.scan()) {
      for (const { source, atMs } of page) {
        expect(source).toBe('simulation:seed=3');
        expect(atMs).toBeGreaterThanOrEqual(START_MS);
      }
    }
    await store.close();
  });

  it('writes a watch log that says in every line that it is simulated', async () => {
    const context = pipelineContext(await storeOfTokens());
    const out = join(await temporaryFolder(), 'log.jsonl');
    const report = await simulateWatchLog({ context, ...wanted, out });
    const lines = (await readFile(out, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(report.interactions);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ simulated: true });
    const csv = out.replace('.jsonl', '.csv');
    await simulateWatchLog({ context, ...wanted, out: csv });
    const [head, ...rows] = (await readFile(csv, 'utf8')).trim().split('\n');
    expect(head).toBe('user,item,watch_seconds,duration_seconds,timestamp,simulated');
    expect(rows).toHaveLength(report.interactions);
  });

  it('fills a small store up with variants and says so', async () => {
    const out = join(await temporaryFolder(), 'log.jsonl');
    const report = await simulateWatchLog({
      context: pipelineContext(await storeOfTokens()),
      ...wanted,
      out,
    });
    expect(report).toMatchObject({ items: MINIMUM_ITEMS, storedItems: VIDEOS });
    expect(report.notes).toEqual([
      '30 stored videos have no cluster, so all were clustered anew for this run',
      '270 of 300 videos are made-up variants of the 30 stored ones',
    ]);
  });

  it('needs two videos with a token', async () => {
    const context = pipelineContext(await storeOfTokens({ videos: 1 }));
    await expect(simulateWatchLog({ context, ...wanted })).rejects.toMatchObject({ code: 'too-few-videos' });
  });
});

describe('vidtoken benchmark watch', () => {
  it('compares every method with every control, marked as simulated, the same for a seed', async () => {
    const folder = await storeOfTokens();
    const run = () =>
      benchmarkWatch({
        context: pipelineContext(folder),
        users: 12,
        days: 1,
        warmUpDays: 2,
        seed: 3,
        items: 60,
        backend: 'auto',
      });
    const report = await run();
    expect(benchmarkWatchReport.parse(report)).toEqual(report);
    expect(report.simulated).toBe(true);
    expect(report.arms.map(({ policy }) => policy)).toEqual([
      'random',
      'popularity',
      'last-watched',
      'plain-mean',
      'recency-mean',
      'dreamumm',
      'dreamumm-decay',
      'candidate-dreamumm',
      'candidate-contrast',
    ]);
    expect(report.comparisons).toHaveLength(4 * 4 * 6);
    const text = benchmarkWatchText(report);
    expect(text.startsWith('SIMULATED')).toBe(true);
    for (const table of text.split('\n\n').slice(1, 7)) expect(table).toContain('(simulated)');
    expect(await run()).toEqual(report);
  });
});
