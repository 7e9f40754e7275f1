import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import type { Filter } from '../../src/service/filter/filter.js';
import { filterSql } from '../../src/service/filter/filter-sql.js';
import { matchesFilter } from '../../src/service/filter/matches-filter.js';
import { FILTER_LIMITS, parseFilter } from '../../src/service/filter/parse-filter.js';
import type { LanceVideoStore } from '../../src/store/open-store.js';
import { HOSTILE_TEXTS, LABEL_NAMES, randomFilter, randomVideo } from '../support/filter-videos.js';
import { hashOf, openTestStore, testSpace } from '../support/store-fixtures.js';

const FILTERS = 250;
const random = new Random(7);
const rows = Array.from({ length: 90 }, (_, index) =>
  randomVideo(random, `v${String(index).padStart(2, '0')}`),
);
let folder: string;
let store: LanceVideoStore;

/** Half of the rows are in the indexes, half came after. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidtoken-test-'));
  store = await openTestStore(folder);
  const records = rows.map(({ record }) => record);
  await store.videos.upsert(records.slice(0, 45), testSpace());
  await store.videos.maintain();
  await store.videos.upsert(records.slice(45), testSpace());
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function fromTables(filter: Filter): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of store.videos.scanVectors({ where: filterSql(filter) }))
    ids.push(...page.map(({ id }) => id));
  return ids;
}

function fromMemory(filter: Filter): string[] {
  return rows.filter(({ video }) => matchesFilter(filter, video)).map(({ video }) => video.id);
}

it('finds the same videos in memory and in the tables for any filter', async () => {
  let found = 0;
  for (let index = 0; index < FILTERS; index += 1) {
    const filter = randomFilter(random, 3);
    const expected = fromMemory(filter);
    found += expected.length;
    expect(await fromTables(filter), `${JSON.stringify(filter)}\n${filterSql(filter)}`).toEqual(expected);
  }
  // Filters that match nothing or everything would prove little.
  expect(found / FILTERS).toBeGreaterThan(15);
  expect(found / FILTERS).toBeLessThan(75);
});

it('takes every text as data, whatever it holds', async () => {
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    const name = JSON.stringify(LABEL_NAMES[index % LABEL_NAMES.length]);
    const quoted = JSON.stringify(text);
    for (const condition of [
      `tag = ${quoted}`,
      `not tag = ${quoted}`,
      `title in (${quoted})`,
      `not title != ${quoted}`,
      `describer = ${quoted}`,
      ...(text === '' ? [] : [`tag contains ${quoted}`, `title contains ${quoted}`]),
      `label.${name} = ${quoted}`,
    ]) {
      const filter = parseFilter(condition);
      expect(await fromTables(filter), condition).toEqual(fromMemory(filter));
    }
  }
  expect(await store.videos.count()).toBe(rows.length);
});

it('stands beside the conditions of every kind of search', async () => {
  const words = { words: 'person', limit: 100 };
  for (const text of HOSTILE_TEXTS) {
    const filter = parseFilter(`not tag = ${JSON.stringify(text)} and has token`);
    const where = filterSql(filter);
    const expected = fromMemory(filter);
    const query = { vector: new Float32Array(8).fill(1), space: testSpace(), limit: 100, where };
    const byVector = await store.videos.searchVector({
      ...query,
      excludeHashes: [hashOf(expected[0] ?? '')],
    });
    expect(byVector.map(({ record }) => record.id).sort()).toEqual(expected.slice(1));
    for (const { record } of await store.videos.searchText({ ...words, where }))
      expect(expected).toContain(record.id);
    expect(await store.videos.count(where)).toBe(expected.length);
  }
});

it('plans a filter that goes to every limit', async () => {
  const depth = FILTER_LIMITS.depth / 2;
  const deep = `${'not ('.repeat(depth)}cluster in (1, 2) or has sound${')'.repeat(depth)}`;
  const wide = Array.from({ length: 98 }, (_, index) => `tag = "${index}"`).join(' or ');
  const long = `id in (${Array.from({ length: FILTER_LIMITS.values }, (_, index) => `"v${index}"`).join(',')})`;
  const nested = `${'(has sound or '.repeat(FILTER_LIMITS.depth)}cluster = 1${')'.repeat(FILTER_LIMITS.depth)}`;
  for (const text of [deep, wide, long, nested]) {
    const filter = parseFilter(text);
    expect(await fromTables(filter), text).toEqual(fromMemory(filter));
  }
});
