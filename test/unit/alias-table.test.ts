import { describe, expect, it } from 'vitest';
import { aliasTable } from '../../src/math/alias-table.js';
import { Random } from '../../src/math/random.js';

function frequencies(weights: readonly number[], draws: number): number[] {
  const table = aliasTable(weights);
  const random = new Random(5);
  const counts = new Array<number>(weights.length).fill(0);
  for (let draw = 0; draw < draws; draw += 1) {
    const index = table.draw(random);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count) => count / draws);
}

describe('aliasTable', () => {
  it('draws in proportion to the weights', () => {
    const shares = frequencies([1, 0, 5, 2, 0.5, 1.5], 40_000);
    for (const [index, share] of [0.1, 0, 0.5, 0.2, 0.05, 0.15].entries()) {
      expect(Math.abs((shares[index] as number) - share)).toBeLessThan(0.01);
    }
  });

  it('never draws what has no weight', () => {
    const weights = Array.from({ length: 300 }, (_, index) => (index % 7 === 0 ? 1 / 3 : 0));
    for (const [index, share] of frequencies(weights, 20_000).entries()) {
      if (index % 7 !== 0) expect(share).toBe(0);
      else expect(share).toBeGreaterThan(0);
    }
  });

  it('refuses weights of which none is above 0', () => {
    expect(() => aliasTable([0, 0])).toThrow('at least one weight');
    expect(() => aliasTable([])).toThrow('at least one weight');
  });
});
