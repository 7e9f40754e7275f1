import { describe, expect, it } from 'vitest';
import { inChunks } from '../../src/core/async/in-chunks.js';

async function collect<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe('inChunks', () => {
  it('groups items in order, with a shorter last chunk', async () => {
    expect(await collect(inChunks([1, 2, 3, 4, 5], 2))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('gives no empty chunk', async () => {
    expect(await collect(inChunks([], 3))).toEqual([]);
    expect(await collect(inChunks([1, 2, 3], 3))).toEqual([[1, 2, 3]]);
  });

  it('reads an asynchronous source no further than the chunk needs', async () => {
    let pulled = 0;
    async function* source() {
      for (;;) yield pulled++;
    }
    const chunks = inChunks(source(), 3);
    expect((await chunks.next()).value).toEqual([0, 1, 2]);
    expect(pulled).toBe(3);
    await chunks.return();
  });

  it('refuses a size below 1', async () => {
    await expect(collect(inChunks([1], 0))).rejects.toThrow('at least 1');
  });
});
