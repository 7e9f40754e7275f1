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
