import { describe, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import { tieKey, topK } from '../../src/math/top-k.js';

/** Oracle: sort everything. */
function bySorting(scores: readonly number[], count: number, tieSeed: number): number[] {
  const items = [...scores.keys()];
  items.sort((left, right) => {
    const difference = (scores[right] as number) - (scores[left] as number);
    return difference === 0 ? tieKey(left, tieSeed) - tieKey(right, tieSeed) : difference;
  });
  return items.slice(0, count);
}

describe('topK', () => {
  it('equals sorting everything, with many ties and for every count', () => {
    const random = new Random(1);
    for (let trial = 0; trial < 200; trial += 1) {
      const scores = Array.from({ length: 1 + random.below(40) }, () => random.below(6));
      const count = random.below(45);
      expect(topK({ scores, count, tieSeed: trial })).toEqual(bySorting(scores, count, trial));
    }
  });

  it('chooses among the candidates only', () => {
    expect(topK({ scores: [9, 1, 5, 7], candidates: [1, 2, 3], count: 2, tieSeed: 0 })).toEqual([3, 2]);
  });

  it('ranks NaN below everything', () => {
    expect(topK({ scores: [Number.NaN, -5, Number.NaN, 2], count: 2, tieSeed: 0 })).toEqual([3, 1]);
  });

  it('puts every item first about equally often when all scores are equal', () => {
    const firsts = new Array<number>(8).fill(0);
    for (let seed = 0; seed < 8000; seed += 1) {
      const [first] = topK({ scores: new Float64Array(8), count: 1, tieSeed: seed });
      firsts[first as number] = (firsts[first as number] as number) + 1;
    }
    // 1000 expected, standard deviation 30: six of them is far beyond chance.
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(180);
  });
});
