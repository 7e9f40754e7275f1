import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@lancedb/lancedb';
import { describe, expect, it } from 'vitest';
import { type Logger, silentLogger } from '../../src/core/runtime.js';
import { createFoldingTable } from '../../src/store/folding-table.js';
import { closeTables, openTables } from '../../src/store/open-tables.js';
import { answerRecord, hashOf, openTestStore, STORE_SCHEMA } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const clock = () => 1_800_000_000_000;

/** How many commits the table has seen. */
async function commitCount(folder: string): Promise<number> {
  return (await readdir(join(folder, 'lancedb', 'answers.lance', '_versions'))).length;
}

async function fragmentCount(folder: string): Promise<number> {
  const database = await connect(join(folder, 'lancedb'));
  const table = await database.openTable('answers');
  return (await table.stats()).fragmentStats.numFragments;
}

describe('the answers table', () => {
  it('gives back every field of a call as it was recorded', async () => {
    const store = await openTestStore(await temporaryFolder());
    const structured = {
      summary: 'A "quoted" 猫',
      themes: ['a', 'b'],
      characters: [],
      scenes: [],
      actions: [],
      objects: [],
      onScreenText: ["it's"],
      sound: '',
      mood: '',
      intent: '',
      language: 'en',
    };
    const full = answerRecord('full', 0, { structured, costUsd: 0.000_000_001, inputTokens: 2 ** 40 });
    const rejected = answerRecord('full', 1, {
      outcome: 'rejected',
      code: 'follows-injection',
      reason: "it's obeyed",
      possibleCostUsd: 0.5,
    });
    const { text: _t, inputTokens: _i, outputTokens: _o, costUsd: _c, ...bare } = answerRecord('bare', 0);
    const failed = { ...bare, outcome: 'failed' as const, code: 'call-timeout' as const };
    for (const answer of [full, rejected, failed]) await store.answers.record(answer);
    const found = await store.answers.byKeys(['bare', 'full', 'none', 'full']);
    expect(found).toEqual(
      new Map([
        ['full', [full, rejected]],
        ['bare', [failed]],
      ]),
    );
    await store.close();
  });

  it('lists the calls of a key by their number, the tenth after the ninth', async () => {
    const store = await openTestStore(await temporaryFolder());
    const order = [10, 2, 0, 9, 1, 11];
    await Promise.all(order.map((n) => store.answers.record(answerRecord("a/b's", n))));
    const found = (await store.answers.byKeys(["a/b's"])).get("a/b's") ?? [];
    expect(found.map(({ id }) => id)).toEqual([0, 1, 2, 9, 10, 11].map((n) => `a/b's/${n}`));
    await store.close();
  });

  it('keeps one row per call: the last record of an id counts, also within one commit', async () => {
    const store = await openTestStore(await temporaryFolder());
    await store.answers.record(answerRecord('k', 0, { text: 'first' }));
    const later = ['second', 'third', 'fourth'].map((text) => answerRecord('k', 0, { text }));
    await Promise.all(later.map((answer) => store.answers.record(answer)));
    const found = (await store.answers.byKeys(['k'])).get('k') ?? [];
    expect(found.map(({ text }) => text)).toEqual(['fourth']);
    expect(await store.verify()).toMatchObject({ answers: 1, distinctAnswers: 1, sound: true });
    await store.close();
  });

  it('has committed a call when its record resolves, many callers sharing few commits', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const reader = await openTestStore(folder, { mode: 'read' });
    const before = await commitCount(folder);
    const caller = async (_: unknown, index: number) => {
      const answer = answerRecord(`key-${index}`, 0);
      await store.answers.record(answer);
      expect((await reader.answers.byKeys([answer.key])).get(answer.key)).toEqual([answer]);
    };
    await Promise.all(Array.from({ length: 16 }, caller));
    // The first goes alone; the others wait for it together.
    expect(await commitCount(folder)).toBe(before + 2);
    await reader.close();
    await store.close();
  });

  it('finishes what is under way when the store is closed', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const writes = [0, 1, 2].map((n) => store.answers.record(answerRecord('k', n)));
    await store.close();
    await Promise.all(writes);
    const reader = await openTestStore(folder, { mode: 'read' });
    expect((await reader.answers.byKeys(['k'])).get('k')).toHaveLength(3);
    await reader.close();
  });

  it('adds up calls, tokens and money by describer and model, of all runs or one', async () => {
    const store = await openTestStore(await temporaryFolder());
    const { costUsd: _cost, ...unpriced } = answerRecord('d', 0);
    const calls = [
      answerRecord('a', 0, { outcome: 'rejected', costUsd: 0.1 }),
      answerRecord('a', 1, { costUsd: 0.2, possibleCostUsd: 0.7 }),
      answerRecord('b', 0, { model: 'other', costUsd: 0, runId: "it's two" }),
      { ...unpriced, runId: "it's two" },
      { ...unpriced, id: 'd/1', outcome: 'rejected' as const, inputTokens: 5 },
      { ...unpriced, id: 'd/2', outcome: 'failed' as const, possibleCostUsd: 0.1, outputTokens: 7 },
    ];
    await Promise.all(calls.map((call) => store.answers.record(call)));
    const other = {
      describerId: 'openai',
      model: 'other',
      calls: 1,
      accepted: 1,
      inputTokens: 1000,
      outputTokens: 100,
      costUsd: 0,
      unpricedCalls: 0,
      possibleCostUsd: 0,
    };
    expect(await store.answers.totals()).toEqual([
      {
        describerId: 'openai',
        model: 'gpt-test',
        calls: 5,
        accepted: 2,
        inputTokens: 4005,
        outputTokens: 407,
        // 0.1 + 0.2 without the error of floating point.
        costUsd: 0.3,
        unpricedCalls: 2,
        possibleCostUsd: 0.8,
      },
      other,
    ]);
    const ofRun = await store.answers.totals({ runId: "it's two" });
    expect(ofRun.map(({ model, calls: count, unpricedCalls }) => [model, count, unpricedCalls])).toEqual([
      ['gpt-test', 1, 1],
      ['other', 1, 0],
    ]);
    expect(await store.answers.totals({ runId: 'none' })).toEqual([]);
    await store.close();
  });

  it('stays in few pieces over many small commits, and loses nothing', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const count = 150;
    for (let n = 0; n < count; n += 1) await store.answers.record(answerRecord('k', n));
    // Two folds of 64 commits and the 22 that came after.
    expect(await fragmentCount(folder)).toBe(2 + 22);
    expect((await store.answers.byKeys(['k'])).get('k')).toEqual(
      Array.from({ length: count }, (_, n) => answerRecord('k', n)),
    );
    await store.videos.maintain();
    expect(await fragmentCount(folder)).toBe(1);
    expect(await store.verify()).toMatchObject({ answers: count, distinctAnswers: count });
    await store.close();
  });
});

describe('a folding table', () => {
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `k/${from + index}`,
      key: 'k',
      content_hash: hashOf(`clip-${from + index}`),
      describer: 'd',
      prompt_hash: 'p',
      model: 'm',
      outcome: 'accepted',
      run_id: 'r',
      at: 1,
    }));

  async function foldingTable(logger: Logger = silentLogger) {
    const folder = await temporaryFolder();
    const tables = await openTables({ folder, schema: STORE_SCHEMA, writable: true, logger: silentLogger });
    const target = tables.answers;
    const options = { key: 'id', commitsPerFold: 3, foldsPerRefresh: 2, clock, logger };
    const folding = createFoldingTable({ target, ...options });
    const commit = async (from: number, count = 1) => {
      await folding.upsert(rows(from, count));
      await folding.tidy();
    };
    const count = () => target.table.countRows();
    return { folder, target, folding, commit, count, close: () => closeTables(tables) };
  }

  it('folds every few commits, and compacts the whole after every few folds', async () => {
    const { folder, commit, count, close } = await foldingTable();
    const fragments: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      await commit(n);
      fragments.push(await fragmentCount(folder));
    }
    expect(fragments).toEqual([1, 2, 1, 2, 3, 2, 3, 4, 1, 2]);
    expect(await count()).toBe(10);
    close();
  });

  it('does not bring back rows that were deleted between their commit and the fold', async () => {
    const { target, commit, close } = await foldingTable();
    await commit(0, 2);
    await commit(2);
    await target.delete("id IN ('k/0', 'k/2')");
    await commit(3);
    const left = await target.table.query().select(['id']).toArray();
    expect(left.map(({ id }) => id).sort()).toEqual(['k/1', 'k/3']);
    close();
  });

  it('says so when it could not fold, and goes on', async () => {
    const warnings: object[] = [];
    const logger = { ...silentLogger, warn: (facts: object) => warnings.push(facts) };
    const { target, commit, count, close } = await foldingTable(logger);
    const { write } = target;
    for (let n = 0; n < 3; n += 1) {
      target.write = (action, work) =>
        action.startsWith('folding') ? Promise.reject(new Error('no room')) : write(action, work);
      await commit(n);
    }
    expect(warnings).toEqual([{ table: 'answers', reason: 'no room' }]);
    target.write = write;
    for (let n = 3; n < 6; n += 1) await commit(n);
    expect(await count()).toBe(6);
    expect(warnings).toHaveLength(1);
    close();
  });
});
