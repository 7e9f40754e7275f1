import { beforeAll, describe, expect, it } from 'vitest';
import { contentNeighbours } from '../../models/item-graph/content-neighbours.js';
import { itemGraph } from '../../models/item-graph/item-graph.js';
import { liftedToNodes } from '../../models/item-graph/lifted-to-nodes.js';
import { neighbours } from '../../models/item-graph/neighbours.js';
import type { ItemContent, NeighbourLists } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { cosine } from '../../src/math/vector.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { SparseMatrix } from '../../src/tensor/sparse-product.js';

beforeAll(() => selectBackend({ name: 'native', logger: silentLogger }));

function content(vectors: readonly (readonly number[])[]): ItemContent {
  return {
    modality: 'visual',
    width: vectors[0]?.length ?? 0,
    vectors: Float32Array.from(vectors.flat()),
    present: Uint8Array.from(vectors, (vector) => Number(vector.some((value) => value !== 0))),
  };
}

function rowsOf({ count, items }: NeighbourLists): number[][] {
  return Array.from({ length: items.length / count }, (_, row) => [
    ...items.subarray(row * count, (row + 1) * count),
  ]);
}

function dense({ rows, columnCount, rowStarts, columns, values }: SparseMatrix): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const line = new Array<number>(columnCount).fill(0);
    for (let at = rowStarts[row] as number; at < (rowStarts[row + 1] as number); at += 1) {
      line[columns[at] as number] = values[at] as number;
    }
    return line;
  });
}

function expectMatrix(actual: SparseMatrix, expected: readonly (readonly number[])[]): void {
  const found = dense(actual);
  for (const [row, line] of expected.entries()) {
    for (const [column, value] of line.entries()) expect(found[row]?.[column]).toBeCloseTo(value, 5);
  }
}

describe('contentNeighbours', () => {
  it('finds what comparing all pairs one by one finds, over several blocks', () => {
    const random = new Random(6);
    const vectors = Array.from({ length: 2500 }, () => [random.normal(), random.normal(), random.normal()]);
    const lists = contentNeighbours(content(vectors), 4);
    for (const item of [0, 1, 1276, 1677, 1678, 2499]) {
      const others = vectors.map((vector, other) => ({ other, value: cosine(vectors[item] ?? [], vector) }));
      const best = others
        .filter(({ other }) => other !== item)
        .sort((left, right) => right.value - left.value)
        .slice(0, 4);
      for (const [place, { other, value }] of best.entries()) {
        expect(lists.items[item * 4 + place]).toBe(other);
        expect(lists.similarities[item * 4 + place]).toBeCloseTo(value, 5);
      }
    }
  });

  it('orders equal vectors by item number and never takes the item itself', () => {
    const random = new Random(9);
    const width = 40;
    const shared = Array.from({ length: width }, () => random.normal());
    const vectors = Array.from({ length: 70 }, (_, item) =>
      item % 3 === 0 ? shared : Array.from({ length: width }, () => random.normal()),
    );
    const rows = rowsOf(contentNeighbours(content(vectors), 3));
    expect(rows[0]).toEqual([3, 6, 9]);
    expect(rows[6]).toEqual([0, 3, 9]);
    expect(rows[69]).toEqual([0, 3, 6]);
  });

  it('gives no neighbour to an item without a vector, and counts only cosines above 0', () => {
    const rows = rowsOf(
      contentNeighbours(
        content([
          [1, 0],
          [0, 0],
          [-1, 0],
          [2, 2],
          [0, 1],
        ]),
        3,
      ),
    );
    expect(rows).toEqual([
      [3, -1, -1],
      [-1, -1, -1],
      [-1, -1, -1],
      [0, 4, -1],
      [3, -1, -1],
    ]);
  });

  it('compares vectors whose squares would leave the range of numbers', () => {
    const lists = contentNeighbours(
      content([
        [3e30, 4e30],
        [3e-30, 4e-30],
        [4, -3],
      ]),
      2,
    );
    expect(rowsOf(lists)).toEqual([
      [1, -1],
      [0, -1],
      [-1, -1],
    ]);
    expect(lists.similarities[0]).toBeCloseTo(1, 6);
  });

  it('gives renumbered items the renumbered neighbours', () => {
    const random = new Random(2);
    const vectors = Array.from({ length: 30 }, () => Array.from({ length: 6 }, () => random.normal()));
    const order = random.shuffle([...vectors.keys()]);
    const before = rowsOf(contentNeighbours(content(vectors), 5));
    const after = rowsOf(contentNeighbours(content(order.map((old) => vectors[old] ?? [])), 5));
    for (const [item, old] of order.entries()) {
      expect(after[item]?.map((neighbour) => order[neighbour])).toEqual(before[old]);
    }
  });
});

describe('neighbours', () => {
  it('asks the index only where there are too many items to compare all', async () => {
    const lists = { count: 1, items: Int32Array.of(0), similarities: Float32Array.of(1) };
    const asked: number[] = [];
    const findNeighbours = async ({ content }: { content: ItemContent }): Promise<NeighbourLists> => {
      asked.push(content.present.length);
      return lists;
    };
    const { signal } = new AbortController();
    const small = content([[1], [1]]);
    expect(rowsOf(await neighbours({ content: small, count: 1, signal, findNeighbours }))).toEqual([
      [1],
      [0],
    ]);
    const many = { ...small, present: new Uint8Array(60_000), vectors: new Float32Array(60_000) };
    expect(await neighbours({ content: many, count: 1, signal, findNeighbours })).toBe(lists);
    expect(asked).toEqual([60_000]);
  });
});

describe('itemGraph', () => {
  /** 0 → 1 (0.8), 2 (0.2); 1 → 0 (0.8); 2 → none */
  const lists: NeighbourLists = {
    count: 2,
    items: Int32Array.of(1, 2, 0, -1, -1, -1),
    similarities: Float32Array.of(0.8, 0.2, 0.8, 0, 0, 0),
  };
  const graph = (changes: Partial<Parameters<typeof itemGraph>[0]>): SparseMatrix =>
    itemGraph({ neighbours: lists, weights: 'cosine', symmetric: false, normalisation: 'rows', ...changes });

  it('normalises rows to a sum of 1', () => {
    expectMatrix(graph({}), [
      [0, 0.8, 0.2],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expectMatrix(graph({ weights: 'equal' }), [
      [0, 0.5, 0.5],
      [1, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('normalises by the roots of row and column sums, or of row sums alone', () => {
    // Row sums 1, 0.8, 0; column sums 0.8, 0.8, 0.2.
    expectMatrix(graph({ normalisation: 'both' }), [
      [0, 0.8 / Math.sqrt(0.8), 0.2 / Math.sqrt(0.2)],
      [0.8 / 0.8, 0, 0],
      [0, 0, 0],
    ]);
    expectMatrix(graph({ normalisation: 'row-sums' }), [
      [0, 0.8 / Math.sqrt(0.8), 0],
      [0.8 / Math.sqrt(0.8), 0, 0],
      [0, 0, 0],
    ]);
  });

  it('adds the edges back when it is to be symmetric', () => {
    // Row sums 1, 0.8, 0.2.
    expectMatrix(graph({ symmetric: true, normalisation: 'both' }), [
      [0, 0.8 / Math.sqrt(0.8), 0.2 / Math.sqrt(0.2)],
      [0.8 / Math.sqrt(0.8), 0, 0],
      [0.2 / Math.sqrt(0.2), 0, 0],
    ]);
  });

  it('stands behind users who have no edges when it is lifted to nodes', () => {
    const lifted = dense(liftedToNodes(graph({}), 2));
    expect(lifted).toHaveLength(5);
    expect(lifted.slice(0, 2).flat()).toEqual(new Array(10).fill(0));
    expect(lifted[3]).toEqual([0, 0, 1, 0, 0]);
  });
});
