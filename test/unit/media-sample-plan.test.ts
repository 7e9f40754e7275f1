import { describe, expect, it } from 'vitest';
import { nearestIndices, planSeeks, segmentMiddles, waterFill } from '../../src/media/sample-plan.js';

describe('segmentMiddles', () => {
  it('cuts the length into equal parts and gives their middles', () => {
    expect(segmentMiddles({ durationSeconds: 8, count: 4, delaySeconds: 0 })).toEqual([1, 3, 5, 7]);
  });

  it('counts from the start of the picture when the sound starts earlier', () => {
    expect(segmentMiddles({ durationSeconds: 2, count: 2, delaySeconds: 0.5 })).toEqual([1, 2]);
  });
});

describe('waterFill', () => {
  const equal = (wants: readonly number[]) => wants.map((want) => ({ want, weight: 1 }));

  it('gives everybody what they want when there is enough', () => {
    expect(waterFill(equal([1, 2, 3]), 10)).toEqual([1, 2, 3]);
  });

  it('serves small wishes in full and shares the rest evenly', () => {
    expect(waterFill(equal([1, 9, 5]), 9)).toEqual([1, 4, 4]);
  });

  it('fills in proportion to weights', () => {
    const claims = [
      { want: 10, weight: 1 },
      { want: 10, weight: 3 },
    ];
    expect(waterFill(claims, 8)).toEqual([2, 6]);
  });

  it('gives nothing to those who want nothing', () => {
    expect(waterFill([{ want: 0, weight: 0 }, ...equal([4])], 2)).toEqual([0, 2]);
  });
});

describe('planSeeks', () => {
  it('takes the keyframe nearest to the middle of each segment and decodes nothing else', () => {
    const groups = planSeeks({
      durationSeconds: 40,
      count: 4,
      delaySeconds: 0,
      keySeconds: [0, 4, 8, 12, 14, 24, 38],
      budgetSeconds: 5,
    });
    // Middles 5, 15, 25, 35 of [0,10) [10,20) [20,30) [30,40).
    expect(groups).toEqual([
      { keySeconds: 4, takesKey: true, offsetsSeconds: [] },
      { keySeconds: 14, takesKey: true, offsetsSeconds: [] },
      { keySeconds: 24, takesKey: true, offsetsSeconds: [] },
      { keySeconds: 38, takesKey: true, offsetsSeconds: [] },
    ]);
  });

  it('reaches a segment without keyframes from the keyframe before when the budget allows', () => {
    const groups = planSeeks({
      durationSeconds: 20,
      count: 2,
      delaySeconds: 0,
      keySeconds: [2],
      budgetSeconds: 100,
    });
    expect(groups).toEqual([{ keySeconds: 2, takesKey: true, offsetsSeconds: [13] }]);
  });

  it('shortens the ways in proportion so that all of them fit the budget', () => {
    const groups = planSeeks({
      durationSeconds: 40,
      count: 4,
      delaySeconds: 0,
      keySeconds: [0],
      budgetSeconds: 7,
    });
    // Wanted: 15, 25 and 35 s after the keyframe; 7 s are there, so everything shrinks to a fifth.
    expect(groups).toHaveLength(1);
    expect(groups[0]?.takesKey).toBe(true);
    expect(groups[0]?.offsetsSeconds.map((offset) => Number(offset.toFixed(9)))).toEqual([3, 5, 7]);
  });

  it('never plans more decoding than the budget over all groups', () => {
    const groups = planSeeks({
      durationSeconds: 30,
      count: 8,
      delaySeconds: 0,
      keySeconds: [0, 25 / 3, 50 / 3, 25],
      budgetSeconds: 2.4,
    });
    const decoded = groups.reduce((sum, group) => sum + Math.max(0, ...group.offsetsSeconds), 0);
    expect(decoded).toBeCloseTo(2.4, 9);
    expect(groups.map((group) => group.offsetsSeconds.length + (group.takesKey ? 1 : 0))).toEqual([
      2, 2, 2, 2,
    ]);
  });

  it('uses the first keyframe when the picture starts before any', () => {
    const groups = planSeeks({
      durationSeconds: 4,
      count: 1,
      delaySeconds: 0,
      keySeconds: [3.9],
      budgetSeconds: 1,
    });
    expect(groups).toEqual([{ keySeconds: 3.9, takesKey: true, offsetsSeconds: [] }]);
  });

  it('plans nothing without keyframes', () => {
    expect(
      planSeeks({ durationSeconds: 9, count: 3, delaySeconds: 0, keySeconds: [], budgetSeconds: 1 }),
    ).toEqual([]);
  });
});

describe('nearestIndices', () => {
  it('names the nearest time of each target once, in order', () => {
    expect(nearestIndices([0, 1, 2, 3, 4], [3.9, 0.2, 0.4])).toEqual([0, 4]);
  });

  it('is empty when there is nothing to choose from', () => {
    expect(nearestIndices([], [1, 2])).toEqual([]);
  });
});
