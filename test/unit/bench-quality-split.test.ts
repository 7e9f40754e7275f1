import { describe, expect, it } from 'vitest';
import { innerSplits, outerSplit, sidesOf } from '../bench/quality/quality-split.js';

const HEXADECIMAL = '0123456789abcdef';
const clips = [...HEXADECIMAL, 'F', 'x'].map((digit) => ({ manifestId: `${digit}7` }));

describe('the splits of the quality bench', () => {
  it('scores c to f, trains on all other digits, and leaves out what has no such id', () => {
    const sides = sidesOf<{ readonly manifestId?: string }>([...clips, {}], outerSplit);
    const evaluated = sides.clips.filter((_, clip) => sides.isEvaluated[clip]);
    expect(evaluated.map(({ manifestId }) => manifestId)).toEqual(['c7', 'd7', 'e7', 'f7', 'F7']);
    expect(sides.clips).toHaveLength(17);
  });

  it('keeps the published evaluation clips out of every inner split', () => {
    for (const split of innerSplits('0,1,2,3')) {
      const used = sidesOf(clips, split).clips.map(({ manifestId }) => manifestId.slice(0, 1));
      expect(used.join('')).toBe('0123456789ab');
    }
  });

  it('evaluates each training clip in exactly one inner split, the first on 9 to b', () => {
    const splits = innerSplits('0,1,2,3');
    expect(splits[0]).toEqual({ name: 'inner-0', training: '012345678', evaluation: '9ab' });
    const evaluated = splits.flatMap(({ evaluation }) => [...evaluation]).sort();
    expect(evaluated.join('')).toBe('0123456789ab');
    for (const { training, evaluation } of splits) {
      expect([...training].some((digit) => evaluation.includes(digit))).toBe(false);
    }
  });

  it('takes a repeated fold once and refuses one that is not there', () => {
    expect(innerSplits('2,2').map(({ name }) => name)).toEqual(['inner-2']);
    expect(() => innerSplits('4')).toThrow(/no inner split "4"/);
    expect(() => innerSplits('')).toThrow(/no inner split/);
  });
});
