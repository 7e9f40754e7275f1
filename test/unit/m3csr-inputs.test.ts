import { beforeAll, describe, expect, it } from 'vitest';
import { featureTransform, transformedFeatures } from '../../models/m3csr/modal-features.js';
import { numberItems } from '../../models/m3csr/number-items.js';
import { popularityBins } from '../../models/m3csr/popularity-bins.js';
import { towerRows } from '../../models/m3csr/tower-rows.js';
import { presentHistories, userHistories } from '../../models/m3csr/user-histories.js';
import type { ItemContent } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { dot } from '../../src/math/vector.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { toyData } from '../support/m3csr-toy.js';

const TEN = Array.from({ length: 10 }, (_, item) => item);
const { train } = toyData({ histories: [TEN, [3, 5], [], [4]], itemCount: 10 });

function rowsOf({ starts, items }: { readonly starts: Int32Array; readonly items: Int32Array }): number[][] {
  return Array.from({ length: starts.length - 1 }, (_, row) => [
    ...items.slice(starts[row], starts[row + 1]),
  ]);
}

describe('histories of users', () => {
  it('are everything they have when that is no more than the limit', () => {
    const histories = userHistories({ train, users: Int32Array.of(1, 2, 3), length: 10, offset: () => 0.9 });
    expect(rowsOf(histories)).toEqual([[3, 5], [], [4]]);
  });

  it('leave out the item that a row must not see', () => {
    const histories = userHistories({
      train,
      users: Int32Array.of(1, 1, 3),
      hidden: Int32Array.of(3, 5, 4),
      length: 10,
      offset: () => 0,
    });
    expect(rowsOf(histories)).toEqual([[5], [3], []]);
  });

  it('take items at equal distances from a random start when they are longer than the limit', () => {
    const from = (offset: number): number[] =>
      rowsOf(userHistories({ train, users: Int32Array.of(0), length: 4, offset: () => offset }))[0] ?? [];
    expect(from(0)).toEqual([0, 2, 5, 7]);
    expect(from(0.5)).toEqual([1, 3, 6, 8]);
    expect(from(0.99)).toEqual([2, 4, 7, 9]);
  });

  it('lose the items that lack a modality, and only those', () => {
    const histories = userHistories({ train, users: Int32Array.of(1, 3), length: 10, offset: () => 0 });
    const present = new Uint8Array(10).fill(1);
    present[5] = 0;
    present[4] = 0;
    expect(rowsOf(presentHistories(histories, present))).toEqual([[3], []]);
  });
});

describe('popularity bins', () => {
  it('are 0 for no interaction and then double in width up to the last', () => {
    const counts = [0, 1, 2, 3, 4, 7, 8, 100];
    const histories = Array.from({ length: 100 }, (_, user) =>
      counts.flatMap((count, item) => (user < count ? [item] : [])),
    );
    const data = toyData({ histories, itemCount: counts.length });
    expect([...popularityBins(data.train, 10)]).toEqual([0, 1, 2, 2, 3, 3, 4, 7]);
    expect([...popularityBins(data.train, 4)]).toEqual([0, 1, 2, 2, 3, 3, 3, 3]);
  });
});

describe('numbering the items of a step', () => {
  it('names each item once, in the order of appearance', () => {
    const named = numberItems(10, [Int32Array.of(7, 2, 7), Int32Array.of(), Int32Array.of(2, 9)]);
    expect([...named.items]).toEqual([7, 2, 9]);
    expect(named.lists.map((list) => [...list])).toEqual([[0, 1, 0], [], [1, 2]]);
  });
});

describe('rows of the user tower', () => {
  const batch = { users: Int32Array.of(4, 1, 4), positives: Int32Array.of(8, 9, 7) };

  it('hold each user once when nothing is hidden', () => {
    const rows = towerRows(batch, { leaveOneOut: false });
    expect([...rows.users]).toEqual([4, 1]);
    expect([...rows.rowOfPair]).toEqual([0, 1, 0]);
    expect(rows.hidden).toBeUndefined();
  });

  it('hold each pair with its own hidden item otherwise', () => {
    const rows = towerRows(batch, { leaveOneOut: true });
    expect([...rows.users]).toEqual([4, 1, 4]);
    expect([...(rows.hidden ?? [])]).toEqual([8, 9, 7]);
    expect([...rows.rowOfPair]).toEqual([0, 1, 2]);
  });
});

describe('the principal components of features', () => {
  beforeAll(() => selectBackend({ name: 'native', logger: silentLogger }));

  it('are the same for few items of many numbers as for the same items three times over', () => {
    const [items, width] = [20, 50];
    const random = new Random(4);
    const vectors = Float32Array.from({ length: items * width }, () => random.normal());
    const content = (copies: number): ItemContent => {
      const all = new Float32Array(copies * vectors.length);
      for (let copy = 0; copy < copies; copy += 1) all.set(vectors, copy * vectors.length);
      return { modality: 'visual', width, vectors: all, present: new Uint8Array(copies * items).fill(1) };
    };
    const config = { featureComponents: 10, featureLength: 2 };
    const features = (copies: number): Float32Array =>
      transformedFeatures(content(copies), featureTransform(content(copies), config)).slice(0, items * 10);
    // Directions come with either sign, inner products of items do not.
    const products = (rows: Float32Array): number[] =>
      Array.from({ length: items * items }, (_, place) => {
        const [left, right] = [Math.floor(place / items) * 10, (place % items) * 10];
        return dot(rows.subarray(left, left + 10), rows.subarray(right, right + 10));
      });
    const [few, many] = [products(features(1)), products(features(3))];
    for (const [place, value] of few.entries()) expect(many[place]).toBeCloseTo(value, 2);
    for (let item = 0; item < items; item += 1) expect(few[item * items + item]).toBeCloseTo(4, 4);
  });
});
