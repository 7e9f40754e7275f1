import { beforeAll, describe, expect, it } from 'vitest';
import { contentNeighbours } from '../../models/item-graph/content-neighbours.js';
import { itemContent } from '../../pipelines/recommend/item-content.js';
import { storeNeighbours } from '../../pipelines/recommend/store-neighbours.js';
import { type VideoId, videoId } from '../../src/core/ids.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { VectorRow } from '../../src/core/store.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { openTestStore, testExtractorSpec, testRecord } from '../support/store-fixtures.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const WIDTH = 16;
const ITEMS = 400;
const signal = new AbortController().signal;

/** A store of items with random visual vectors, every tenth without one, and one more video that is no item. */
async function filledStore() {
  const schema = { extractors: [testExtractorSpec('look', 'visual', WIDTH)], tokenDimension: 8 };
  const store = await openTestStore(await temporaryFolder(), { schema });
  const random = new Random(5);
  const records = Array.from({ length: ITEMS + 1 }, (_, index) => {
    const visual = Float32Array.from({ length: WIDTH }, () => random.normal());
    return testRecord(`item-${String(index).padStart(3, '0')}`, {
      pooled: index % 10 === 3 ? {} : { visual },
    });
  });
  await store.videos.upsert(records, undefined);
  const rows: VectorRow[] = [];
  for await (const page of store.videos.scanVectors()) rows.push(...page);
  return { store, rows: rows.filter(({ id }) => id !== 'item-400') };
}

describe('neighbours from the store', () => {
  beforeAll(() => selectBackend({ name: 'native', logger: silentLogger }));

  it('are those of comparing all with all, and never a video that is no item', async () => {
    const { store, rows } = await filledStore();
    const itemIds: VideoId[] = rows.map(({ id }) => videoId(id));
    const [content] = itemContent(rows, [{ modality: 'visual', width: WIDTH }]);
    if (content === undefined) throw new Error('no content');
    const expected = contentNeighbours(content, 5);
    const found = await storeNeighbours({ store, itemIds })({ content, count: 6, signal });
    await store.close();
    let same = 0;
    let all = 0;
    for (let item = 0; item < ITEMS; item += 1) {
      const own = new Set(found.items.subarray(item * 6, item * 6 + 6));
      for (const other of expected.items.subarray(item * 5, item * 5 + 5)) {
        all += 1;
        if (own.has(other)) same += 1;
      }
      expect(own.has(item)).toBe(false);
    }
    expect(same).toBe(all);
  });

  it('come from an index where one pays, with nearly the same lists', async () => {
    const { store, rows } = await filledStore();
    const itemIds = rows.map(({ id }) => videoId(id));
    const [content] = itemContent(rows, [{ modality: 'visual', width: WIDTH }]);
    if (content === undefined) throw new Error('no content');
    const exact = await storeNeighbours({ store, itemIds })({ content, count: 5, signal });
    const find = storeNeighbours({ store, itemIds, vectorIndexMinimumRows: 1 });
    const indexed = await find({ content, count: 5, signal });
    expect((await store.videos.indexes()).map(({ name }) => name)).toContain('visual_idx');
    await store.close();
    const same = exact.items.filter((item, place) => item === indexed.items[place]).length;
    expect(same / exact.items.length).toBeGreaterThan(0.95);
  });
});
