import { beforeAll, describe, expect, it } from 'vitest';
import { m3csrConfig } from '../../models/m3csr/config.js';
import { featureTransform, transformedFeatures } from '../../models/m3csr/modal-features.js';
import { m3csrModel } from '../../models/m3csr/model.js';
import { sharedNegatives } from '../../models/m3csr/shared-negatives.js';
import { fitPairs } from '../../models/pairwise/fit-pairs.js';
import { coOccurrenceStart } from '../../models/spectral-start/co-occurrence-start.js';
import { coOccurrences } from '../../models/spectral-start/co-occurrences.js';
import { withoutHeavyUsers } from '../../models/spectral-start/without-heavy-users.js';
import type { ItemContent } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { dominantEigen } from '../../src/math/dominant-eigen.js';
import { Random } from '../../src/math/random.js';
import { symmetricEigen } from '../../src/math/symmetric-eigen.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import { toyData } from '../support/m3csr-toy.js';

function randomSymmetric(size: number): Float64Array {
  const random = new Random(8);
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = row; column < size; column += 1) {
      const value = random.normal();
      matrix[row * size + column] = value;
      matrix[column * size + row] = value;
    }
  }
  return matrix;
}

beforeAll(async () => {
  await selectBackend({ name: 'auto', logger: silentLogger });
});

describe('eigenpairs of a symmetric matrix', () => {
  it('of 2 × 2 are those found by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    const half = Math.sqrt(0.5);
    expect(vectors[0]).toBeCloseTo(half, 12);
    expect(vectors[1]).toBeCloseTo(half, 12);
    expect(Math.abs((vectors[2] as number) + (vectors[3] as number))).toBeLessThan(1e-12);
  });

  it('build the matrix again, the largest magnitude first', () => {
    const size = 9;
    const matrix = randomSymmetric(size);
    const { values, vectors } = symmetricEigen(matrix, size);
    for (let row = 0; row < size; row += 1) {
      if (row > 0)
        expect(Math.abs(values[row] as number)).toBeLessThanOrEqual(Math.abs(values[row - 1] as number));
      for (let column = 0; column < size; column += 1) {
        let sum = 0;
        for (let pair = 0; pair < size; pair += 1) {
          const outer = (vectors[pair * size + row] as number) * (vectors[pair * size + column] as number);
          sum += (values[pair] as number) * outer;
        }
        expect(sum).toBeCloseTo(matrix[row * size + column] as number, 9);
      }
    }
  });

  it('of a large one are found from products alone', () => {
    const size = 60;
    const matrix = randomSymmetric(size);
    for (const [at, value] of [40, -30, 20].entries()) matrix[at * size + at] = value; // three that stand out
    const all = symmetricEigen(matrix, size);
    const found = dominantEigen({
      size,
      count: 3,
      random: new Random(2),
      multiply(block, product, columns) {
        for (let row = 0; row < size; row += 1) {
          for (let from = 0; from < size; from += 1) {
            for (let at = 0; at < columns; at += 1) {
              const term = (matrix[row * size + from] as number) * (block[from * columns + at] as number);
              product[row * columns + at] = (product[row * columns + at] as number) + term;
            }
          }
        }
      },
    });
    for (let pair = 0; pair < 3; pair += 1) {
      expect(found.values[pair]).toBeCloseTo(all.values[pair] as number, 6);
      let cosine = 0;
      for (let row = 0; row < size; row += 1) {
        cosine += (found.vectors[row * 3 + pair] as number) * (all.vectors[pair * size + row] as number);
      }
      expect(Math.abs(cosine)).toBeCloseTo(1, 6);
    }
  });
});

describe('co-occurrences', () => {
  const { train } = toyData({ histories: [[0, 1, 2], [0, 1], [3], []], itemCount: 4 });

  it('count the users that two items have in common', () => {
    const identity = Float64Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 1 : 0));
    const product = new Float64Array(16);
    const pairs = coOccurrences(train);
    pairs.multiply(identity, product, 4);
    expect([...product]).toEqual([0, 2, 1, 0, 2, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect([...pairs.rowSums]).toEqual([3, 3, 2, 0]);
  });

  it('take the mean over each pair of items once', () => {
    expect(coOccurrences(train).meanOver((left, right) => 10 * left + right)).toBe((1 + 2 + 12) / 3);
  });

  it('are what the start of the item ids multiplies to, but for one factor', () => {
    const { items, signs } = coOccurrenceStart({
      train,
      dimension: 4,
      balance: 0.3,
      meanScore: 6,
      random: new Random(1),
    });
    const score = (left: number, right: number): number =>
      signs.reduce(
        (sum, sign, at) => sum + sign * (items[left * 4 + at] as number) * (items[right * 4 + at] as number),
        0,
      );
    // C is 2, 1 and 1 for the three pairs: a mean of 4/3 that becomes 6.
    expect(score(0, 1)).toBeCloseTo(9, 4);
    expect(score(0, 2)).toBeCloseTo(4.5, 4);
    expect(score(1, 2)).toBeCloseTo(4.5, 4);
    expect(score(0, 3)).toBeCloseTo(0, 4);
  });

  it('may be none at all', () => {
    const { items } = coOccurrenceStart({
      train: toyData({ histories: [[0], [1]], itemCount: 3 }).train,
      dimension: 2,
      balance: 0.4,
      meanScore: 6,
      random: new Random(1),
    });
    expect(items.every((value) => value === 0)).toBe(true);
  });
});

describe('features as principal components', () => {
  const random = new Random(6);
  const content: ItemContent = {
    modality: 'visual',
    width: 3,
    // The third number is the sum of the others: there are two components.
    vectors: Float32Array.from(
      Array.from({ length: 40 }, () => [random.normal(), 5 * random.normal()]).flatMap(([a = 0, b = 0]) => [
        a,
        b,
        a + b,
      ]),
    ),
    present: Uint8Array.from({ length: 40 }, (_, item) => (item === 7 ? 0 : 1)),
  };

  it('are rows of the length that was asked for, and zeros where there is no vector', () => {
    const transform = featureTransform(content, { featureComponents: 2, featureLength: 2 });
    const rows = transformedFeatures(content, transform);
    for (let item = 0; item < 40; item += 1) {
      expect(Math.hypot(...rows.slice(item * 2, item * 2 + 2))).toBeCloseTo(item === 7 ? 0 : 2, 5);
    }
  });

  it('are half of the way to whitened', () => {
    const { axes, standardisation } = featureTransform(content, { featureComponents: 2, featureLength: 1 });
    const sums = [0, 0, 0];
    const squares: number[] = [];
    for (let item = 0; item < 40; item += 1) {
      if (content.present[item] === 0) continue;
      const standard = [0, 1, 2].map(
        (at) =>
          ((content.vectors[item * 3 + at] as number) - (standardisation.mean[at] as number)) *
          (standardisation.scale[at] as number),
      );
      const [first = 0, second = 0] = [0, 1].map((column) =>
        standard.reduce((sum, value, at) => sum + value * (axes?.[at * 2 + column] ?? 0), 0),
      );
      sums[0] = (sums[0] as number) + first * first;
      sums[1] = (sums[1] as number) + second * second;
      sums[2] = (sums[2] as number) + first * second;
      squares.push(standard.reduce((sum, value) => sum + value * value, 0));
    }
    // Σ z² over a component of half-whitened rows is the root of its eigenvalue; the eigenvalues sum to all squares.
    const [first = 0, second = 0, cross = 0] = sums;
    expect(first ** 2 + second ** 2).toBeCloseTo(
      squares.reduce((sum, value) => sum + value, 0),
      3,
    );
    expect(cross).toBeCloseTo(0, 5);
  });

  it('are only standardised where no components are asked for', () => {
    const transform = featureTransform(content, { featureComponents: 0, featureLength: 2 });
    const rows = transformedFeatures(content, transform);
    const total = rows.reduce((sum, value) => sum + value * value, 0);
    expect(total / 39).toBeCloseTo(1, 5);
  });
});

describe('negatives that a step shares', () => {
  const { train } = toyData({ histories: [[0, 1], [5]], itemCount: 6 });

  it('are different items, and not compared with users who have them', () => {
    const { items, allowed } = sharedNegatives({
      train,
      users: Int32Array.of(1, 0),
      count: 4,
      random: new Random(3),
    });
    expect(new Set(items).size).toBe(4);
    const own = [[5], [0, 1]];
    for (const [pair, has] of own.entries()) {
      for (const [at, item] of items.entries())
        expect(allowed[pair * 4 + at]).toBe(has.includes(item) ? 0 : 1);
    }
  });

  it('are all items when fewer exist than asked for', () => {
    const { items } = sharedNegatives({
      train,
      users: Int32Array.of(0),
      count: 99,
      random: new Random(3),
    });
    expect([...items].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('users that are learned from', () => {
  const { train } = toyData({ histories: [[0], [1, 2], [3, 4], [0, 1, 2, 3, 4], []], itemCount: 5 });

  it('have no more than so many times the median of those who have any', () => {
    const trained = withoutHeavyUsers(train, { heavyUserFactor: 2.4 }); // the median is 2, the limit 4
    expect([...trained.starts]).toEqual([0, 1, 3, 5, 5, 5]);
    expect([...trained.items]).toEqual([0, 1, 2, 3, 4]);
  });

  it('have at least as many as are asked for', () => {
    const trained = withoutHeavyUsers(train, { heavyUserFactor: 2.5 }, 2);
    expect([...trained.starts]).toEqual([0, 0, 2, 4, 9, 9]);
  });

  it('are all with a factor of 0', () => {
    expect([...withoutHeavyUsers(train, { heavyUserFactor: 0 }).items]).toEqual([...train.items]);
  });
});

describe('a step of training', () => {
  it('moves item ids and content more slowly than the rest, and what is served less than all', async () => {
    const data = toyData({
      histories: [
        [0, 1],
        [1, 2],
        [0, 2, 3],
      ],
      itemCount: 5,
    });
    const config = m3csrConfig.parse({
      dimension: 4,
      popularityBins: 3,
      epochs: 1,
      learningRate: 0.1,
      itemIdRate: 0.01,
      contentRate: 0.2,
      embeddingDropout: 0,
      averageDecay: 0.9,
      featureComponents: 2,
    });
    const random = new Random(2);
    const model = m3csrModel({ data, config, random });
    const before = model.parameters.export();
    await fitPairs({
      model,
      train: data.train,
      random,
      config,
      logger: silentLogger,
      signal: new AbortController().signal,
    });
    const after = model.parameters.export();
    const moved = (name: string, to: ReadonlyMap<string, HostTensor>): number =>
      Math.max(
        ...(to.get(name)?.values ?? []).map((value, at) =>
          Math.abs(value - (before.get(name)?.values[at] as number)),
        ),
      );
    // The first step of Adam has the length of its learning rate.
    expect(moved('user-id', after)).toBeCloseTo(0.1, 3);
    expect(moved('item-id', after)).toBeCloseTo(0.001, 4);
    expect(moved('visual/map/weight', after)).toBeCloseTo(0.02, 3);
    const share = 1 - 2 / 11; // the average forgets faster in its first steps: (1 + 1) / (10 + 1) is kept
    expect(moved('user-id', model.weights())).toBeCloseTo(0.1 * share, 3);
    model.dispose();
  });
});
