import { describe, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import { createScoreBlock, GROUP } from '../../src/math/score-block.js';
import { topK } from '../../src/math/top-k.js';
import { createRowSelector } from '../../src/metrics/row-selector.js';

describe('the maxima of a score block', () => {
  it.each([1, 3, GROUP - 1, GROUP, GROUP + 1, 3 * GROUP + 5])(
    'are those of every group of %i scores',
    (length) => {
      const block = createScoreBlock(2 * length);
      const random = new Random(3);
      for (let at = 0; at < 2 * length; at += 1) block.scores[at] = random.normal();
      for (const start of [0, length]) {
        const groups = Math.ceil(length / GROUP);
        const expected = Array.from({ length: groups }, (_, group) =>
          Math.max(
            ...block.scores.subarray(start + group * GROUP, start + Math.min(length, (group + 1) * GROUP)),
          ),
        );
        expect([...block.maxima(start, length)]).toEqual(expected);
      }
    },
  );

  it('say where a score is not a number, in whole groups and in the rest', () => {
    const block = createScoreBlock(GROUP + 2);
    block.scores.fill(Number.NEGATIVE_INFINITY);
    expect([...block.maxima(0, GROUP + 2)]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    block.scores[7] = Number.NaN;
    block.scores[GROUP + 1] = Number.NaN;
    expect([...block.maxima(0, GROUP + 2)]).toEqual([Number.NaN, Number.NaN]);
  });

  it.each([
    ['random scores', (random: Random) => random.normal()],
    ['scores with many ties', (random: Random) => random.below(4)],
    ['equal scores', () => 0.5],
    [
      'scores of which most are ruled out',
      (random: Random) => (random.uniform() < 0.98 ? Number.NEGATIVE_INFINITY : random.normal()),
    ],
  ])('change nothing about what is selected from %s', (_, draw) => {
    for (const [itemCount, depth] of [
      [7, 3],
      [400, 5],
      [400, 50],
      [1000, 16],
    ] as const) {
      const block = createScoreBlock(2 * itemCount);
      const random = new Random(itemCount + depth);
      for (let at = 0; at < block.scores.length; at += 1) block.scores[at] = draw(random);
      const selector = createRowSelector({ itemCount, depth, block });
      for (const start of [0, itemCount]) {
        const row = block.scores.slice(start, start + itemCount);
        const items = new Int32Array(depth);
        const list = { items, itemScores: new Float32Array(depth), target: 0 };
        const count = selector.select({ scores: block.scores, start, tieSeed: 9, ...list });
        const expected = topK({ scores: row, count: depth, tieSeed: 9 }).filter(
          (item) => row[item] !== Number.NEGATIVE_INFINITY,
        );
        expect([...items.subarray(0, count)]).toEqual(expected);
      }
    }
  });

  it('let a score that is not a number be found', () => {
    const block = createScoreBlock(500);
    block.scores[499] = Number.NaN;
    const list = { items: new Int32Array(3), itemScores: new Float32Array(3), target: 0 };
    const selector = createRowSelector({ itemCount: 500, depth: 3, block });
    expect(selector.select({ scores: block.scores, start: 0, tieSeed: 1, ...list })).toBe(-1);
  });
});
