import { describe, expect, it } from 'vitest';
import { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import { Random } from '../../src/math/random.js';
import { topK } from '../../src/math/top-k.js';
import { dot, normalised } from '../../src/math/vector.js';

function randomTokens(count: number, dimension: number): Float32Array[] {
  const random = new Random(9);
  return Array.from({ length: count }, () =>
    normalised(Float32Array.from({ length: dimension }, () => random.normal())),
  );
}

describe('the token gallery', () => {
  it.each([1, 7, 16, 33, 256])('finds what comparing one by one finds, %s numbers wide', (dimension) => {
    const tokens = randomTokens(500, dimension);
    const gallery = new TokenGallery({ dimension, tokens });
    const query = randomTokens(501, dimension)[500] as Float32Array;
    const products = gallery.products(query);
    for (const [row, token] of tokens.entries()) expect(products[row]).toBeCloseTo(dot(token, query), 5);
    const order = [...tokens.keys()].sort(
      (left, right) => (products[right] as number) - (products[left] as number),
    );
    const found = gallery.nearest({ vector: query, limit: 20, tieSeed: 1 });
    if (dimension > 1) expect(found.map(({ row }) => row)).toEqual(order.slice(0, 20));
    expect(found.map(({ score }) => score)).toEqual(order.slice(0, 20).map((row) => products[row]));
  });

  it('drops no row of the true best by screening, however close the tokens lie', () => {
    const dimension = 40;
    const random = new Random(6);
    const centre = randomTokens(1, dimension)[0] as Float32Array;
    for (const spread of [1, 0.1, 0.001, 0]) {
      const tokens = Array.from({ length: 3000 }, () =>
        centre.map((value) => 3 * value + spread * random.normal()),
      );
      const gallery = new TokenGallery({ dimension, tokens });
      for (let query = 0; query < 5; query += 1) {
        const vector = Float32Array.from({ length: dimension }, () => random.normal());
        const scores = gallery.products(vector);
        const expected = topK({ scores, count: 10, tieSeed: 3 });
        expect(gallery.nearest({ vector, limit: 10, tieSeed: 3 }).map(({ row }) => row)).toEqual(expected);
      }
    }
  });

  it('leaves out excluded rows and tokens that are zero or not finite', () => {
    const tokens = [
      [1, 0],
      [0, 0],
      [Number.NaN, 1],
      [0.6, 0.8],
      [0, -1],
    ].map((row) => Float32Array.from(row));
    const gallery = new TokenGallery({ dimension: 2, tokens });
    expect([...gallery.usable]).toEqual([1, 0, 0, 1, 1]);
    const found = gallery.nearest({ vector: new Float32Array([1, 0]), limit: 9, exclude: [0], tieSeed: 1 });
    expect(found.map(({ row }) => row)).toEqual([3, 4]);
  });

  it('orders equal products by the seed and not by the row', () => {
    const tokens = Array.from({ length: 64 }, () => new Float32Array([1, 0]));
    const gallery = new TokenGallery({ dimension: 2, tokens });
    const rowsOf = (tieSeed: number) =>
      gallery.nearest({ vector: new Float32Array([1, 0]), limit: 64, tieSeed }).map(({ row }) => row);
    expect(rowsOf(1)).toEqual(rowsOf(1));
    expect(rowsOf(1)).not.toEqual(rowsOf(2));
    expect(rowsOf(1)).not.toEqual([...tokens.keys()]);
  });

  it('gives the tokens back as they were, and the products of one query do not change with the next', () => {
    const tokens = randomTokens(3, 20);
    const gallery = new TokenGallery({ dimension: 20, tokens });
    expect(gallery.token(2)).toEqual(tokens[2]);
    const first = gallery.products(tokens[0] as Float32Array);
    const copy = first.slice();
    gallery.products(tokens[1] as Float32Array);
    expect(first).toEqual(copy);
  });

  it('is empty without tokens and refuses vectors of another width', () => {
    const gallery = new TokenGallery({ dimension: 4, tokens: [] });
    expect(gallery.nearest({ vector: new Float32Array(4), limit: 3, tieSeed: 1 })).toEqual([]);
    expect(() => gallery.products(new Float32Array(5))).toThrow(/5 numbers .* of 4/);
    expect(() => new TokenGallery({ dimension: 4, tokens: [new Float32Array(3)] })).toThrow(
      /3 numbers .* of 4/,
    );
  });
});

type Draw = () => Float32Array;

/** Tokens of every kind that a search can meet; `dimension` numbers each. */
const KINDS: Readonly<Record<string, (random: Random, dimension: number) => Draw>> = {
  'a mixture of clusters': (random, dimension) => {
    const centres = Array.from({ length: 30 }, () => gaussian(random, dimension));
    return () => {
      const centre = centres[random.below(centres.length)] as Float32Array;
      return normalised(centre.map((value) => value + 0.4 * random.normal()));
    };
  },
  'directions without structure': (random, dimension) => () => normalised(gaussian(random, dimension)),
  'few effective directions': (random, dimension) => () =>
    normalised(Float32Array.from({ length: dimension }, (_, at) => random.normal() / (1 + at) ** 2)),
  'lengths of every size': (random, dimension) => () =>
    gaussian(random, dimension).map((value) => value * 10 ** (random.below(9) - 4)),
  'many duplicates, zeros and values that are not finite': (random, dimension) => {
    const some = Array.from({ length: 9 }, () => normalised(gaussian(random, dimension)));
    return () => {
      const one = (some[random.below(some.length)] as Float32Array).slice();
      const kind = random.below(12);
      if (kind === 0) return one.fill(0);
      if (kind === 1) one[0] = Number.NaN;
      if (kind === 2) one[dimension - 1] = Number.POSITIVE_INFINITY;
      if (kind === 3) one[0] = (one[0] as number) + 1e-6;
      return one;
    };
  },
};

function gaussian(random: Random, dimension: number): Float32Array {
  return Float32Array.from({ length: dimension }, () => random.normal());
}

/** The rows of the best products, all compared. */
function allCompared(
  gallery: TokenGallery,
  {
    vector,
    limit,
    tieSeed,
  }: { readonly vector: Float32Array; readonly limit: number; readonly tieSeed: number },
): number[] {
  const scores = gallery.products(vector);
  const candidates = [...scores.keys()].filter((row) => gallery.usable[row] === 1);
  return topK({ scores, candidates, count: limit, tieSeed });
}

describe.each(Object.entries(KINDS))('an organised gallery of %s', (_name, kind) => {
  it.each([3, 40])('finds exactly what comparing all finds, %s numbers wide', async (dimension) => {
    const random = new Random(dimension);
    const draw = kind(random, dimension);
    const tokens = Array.from({ length: 4000 }, draw);
    const gallery = new TokenGallery({ dimension, tokens, spare: 500 });
    const check = (): void => {
      for (let query = 0; query < 12; query += 1) {
        const vector = query % 2 === 0 ? gaussian(random, dimension) : finite(draw);
        for (const limit of [1, 10, 300]) {
          const found = gallery.nearest({ vector, limit, tieSeed: query });
          expect(found.map(({ row }) => row)).toEqual(
            allCompared(gallery, { vector, limit, tieSeed: query }),
          );
        }
      }
    };
    check();
    await gallery.organise({ pause: async () => {} });
    check();
    for (let added = 0; added < 400; added += 1) {
      const row = gallery.append(draw());
      if (added % 2 === 0) gallery.show(row);
      gallery.hide(random.below(4000));
    }
    check();
    await gallery.organise({ pause: async () => {} });
    check();
  });
});

function finite(draw: Draw): Float32Array {
  for (;;) {
    const token = draw();
    if (token.every(Number.isFinite)) return token;
  }
}

describe('a gallery that grows', () => {
  it('finds an appended token from the moment in which it is shown until it is hidden', () => {
    const gallery = new TokenGallery({ dimension: 2, tokens: [Float32Array.of(1, 0)], spare: 2 });
    const rows = (): number[] =>
      gallery.nearest({ vector: Float32Array.of(1, 0), limit: 9, tieSeed: 1 }).map(({ row }) => row);
    const row = gallery.append(Float32Array.of(2, 0));
    expect([gallery.count, gallery.room, rows()]).toEqual([2, 1, [0]]);
    gallery.show(row);
    expect(rows()).toEqual([row, 0]);
    gallery.hide(row);
    expect(rows()).toEqual([0]);
    const zero = gallery.append(Float32Array.of(0, 0));
    gallery.show(zero);
    expect([...gallery.usable]).toEqual([1, 0, 0]);
    expect(() => gallery.append(Float32Array.of(1, 1))).toThrow(/no room/);
  });

  it('keeps what is appended while it is being organised', async () => {
    const random = new Random(2);
    const tokens = Array.from({ length: 1000 }, () => normalised(gaussian(random, 8)));
    const gallery = new TokenGallery({ dimension: 8, tokens, spare: 50 });
    const added: number[] = [];
    await gallery.organise({
      pause: async () => {
        if (gallery.room === 0) return;
        const row = gallery.append(normalised(gaussian(random, 8)));
        gallery.show(row);
        added.push(row);
      },
    });
    expect(added.length).toBeGreaterThan(0);
    for (const row of added) {
      const [best] = gallery.nearest({ vector: gallery.token(row), limit: 1, tieSeed: 1 });
      expect(best?.row).toBe(row);
    }
  });

  it('names rows within a slack of the last of the best', () => {
    const tokens = [1, 0.9, 0.8999, 0.5].map((value) => Float32Array.of(value, 0));
    const gallery = new TokenGallery({ dimension: 2, tokens });
    const near = (slack: number) =>
      gallery.contenders({ vector: Float32Array.of(1, 0), limit: 2, slack }).toSorted();
    expect(near(0)).toEqual([0, 1]);
    expect(near(0.001)).toEqual([0, 1, 2]);
    const excluded = Uint8Array.of(0, 1, 0);
    expect(gallery.contenders({ vector: Float32Array.of(1, 0), limit: 9, excluded }).toSorted()).toEqual([
      0, 2,
    ]);
  });
});
