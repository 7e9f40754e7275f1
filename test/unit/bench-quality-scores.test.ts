import { describe, expect, it } from 'vitest';
import { contentHash } from '../../src/core/ids.js';
import { Random } from '../../src/math/random.js';
import { rowsOf } from '../bench/quality/feature-vectors.js';
import {
  cutoffFor,
  type Definition,
  qualityDefinitions,
  tableTwoDefinitions,
} from '../bench/quality/quality-definitions.js';
import { queriedClips, rankTask, retrievalTask } from '../bench/quality/retrieval-task.js';
import { chanceOf, meanByClip, qualityTasks, scoreVectors } from '../bench/quality/score-vectors.js';
import { tInterval } from '../bench/quality/t-interval.js';

function item(position: number, labels: Record<string, string>) {
  return { contentHash: contentHash(position.toString(16).padStart(64, '0')), labels };
}

function definition(more: Partial<Definition>): Definition {
  const base = { id: 'own', title: '', gallery: 'all', queries: 'held-out', metric: 'hitRate', cutoff: 1 };
  return { ...base, ...more } as Definition;
}

const values = ['a', 'a', 'b', 'b', 'a'];
const items = values.map((value, position) =>
  item(position, {
    target: value,
    bodyPart: value,
    equipment: value,
    ...(position < 2 ? { sound: 'rain' } : {}),
  }),
);
/** Angles: 0 and 1 are neighbours, 2 lies nearest to 1, 3 and 4 are neighbours. */
const angles = [0, 0.3, 0.5, 2, 2.1];
const rows = rowsOf(
  angles.map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle))),
  2,
);
const isEvaluated = [true, true, false, true, false];

describe('the scores of the quality bench', () => {
  it('ask for held-out clips among all, and never find the query itself', () => {
    // The published shares are of 756 clips: 302.4 of 756 is 2 of 5.
    const tasks = qualityTasks({
      items,
      isEvaluated,
      definitions: [definition({ cutoff: 302.4 })],
      seed: 1,
    });
    const scores = scoreVectors(tasks, rows).own;
    // 0: finds 1 and 2, relevant 1 and 4 → 1/2. 1: finds 2 and 0, relevant 0 and 4 → 1/2. 3: finds 4 and 2, relevant 2 → 1.
    expect(scores?.target).toEqual([0.5, 0.5, 1]);
    expect(scores?.visual.reduce((sum, score) => sum + score / 3, 0)).toBeCloseTo(2 / 3, 12);
  });

  it('rank held-out clips alone when they are the gallery', () => {
    const tasks = qualityTasks({
      items,
      isEvaluated,
      definitions: [definition({ gallery: 'held-out', cutoff: 184 / 3 })],
      seed: 1,
    });
    // Gallery 0, 1, 3: the only pair of one value is 0 and 1, and each finds the other first.
    expect(scoreVectors(tasks, rows).own?.target).toEqual([1, 1]);
    expect(chanceOf(tasks).own?.target).toEqual([0.5, 0.5]);
  });

  it('rank unlabelled clips among the wrong ones, unless only labelled ones are asked for', () => {
    const given = { items, label: 'sound', isInGallery: items.map(() => true), isQuery: isEvaluated };
    const far = rowsOf(
      [0, 2, 0.1, 0.2, 0.3].map((angle) => Float32Array.of(Math.cos(angle), Math.sin(angle))),
      2,
    );
    const scoresOf = (query: number): number[] =>
      [...far.present.keys()].map((other) => {
        const at = (clip: number, axis: number): number => far.values[clip * 2 + axis] ?? 0;
        return at(query, 0) * at(other, 0) + at(query, 1) * at(other, 1);
      });
    const found = (labelledOnly: boolean): number[][] =>
      rankTask(retrievalTask({ ...given, labelledOnly }), scoresOf, 1).map(({ relevance }) =>
        Array.from(relevance),
      );
    expect(found(false)).toEqual([[0], [0]]);
    expect(found(true)).toEqual([[1], [1]]);
  });

  it('draw the same clips for every label, and all where there are fewer', () => {
    const many = Array.from({ length: 40 }, (_, position) =>
      // Clip 7 alone has its target, so that the two labels have different possible queries.
      item(position, { target: position === 7 ? 'own' : 'a', bodyPart: 'b' }),
    );
    const everyone = many.map(() => true);
    const drawn = (label: string, queries: number): number[] =>
      queriedClips(
        retrievalTask({
          items: many,
          label,
          isInGallery: everyone,
          isQuery: everyone,
          labelledOnly: false,
          draw: { queries, seed: 3 },
        }),
      );
    expect(drawn('target', 10)).toHaveLength(10);
    const shared = drawn('target', 10).filter((clip) => drawn('bodyPart', 10).includes(clip));
    expect(shared.length).toBeGreaterThanOrEqual(9);
    expect(drawn('target', 100)).toHaveLength(39);
  });

  it('give random vectors what chance predicts', () => {
    const random = new Random(5);
    const many = Array.from({ length: 200 }, (_, position) => {
      const value = String(position % 7);
      return item(position, { target: value, bodyPart: value, equipment: value, sound: value });
    });
    const tasks = qualityTasks({
      items: many,
      isEvaluated: many.map((_, position) => position % 2 === 0),
      definitions: [...qualityDefinitions, ...tableTwoDefinitions],
      seed: 1,
    });
    const noise = rowsOf(
      many.map(() => Float32Array.from({ length: 16 }, () => random.normal())),
      16,
    );
    const scores = scoreVectors(tasks, noise);
    for (const [id, columns] of Object.entries(chanceOf(tasks))) {
      const mean = (list: readonly number[] = []): number =>
        list.reduce((sum, value) => sum + value, 0) / list.length;
      expect(mean(scores[id]?.visual), id).toBeGreaterThan(mean(columns.visual) - 0.04);
      expect(mean(scores[id]?.visual), id).toBeLessThan(mean(columns.visual) + 0.04);
    }
  });

  it('keep the published cutoffs for the published numbers of clips, and their shares for others', () => {
    const cutoffs = (clips: number): number[] => qualityDefinitions.map((one) => cutoffFor(one, clips));
    const heldOut = qualityDefinitions.filter(({ gallery }) => gallery === 'held-out');
    expect(heldOut.map((one) => cutoffFor(one, 184))).toEqual([33, 25, 100, 10]);
    expect(tableTwoDefinitions.slice(0, 4).map((one) => cutoffFor(one, 756))).toEqual([100, 200, 100, 200]);
    expect(cutoffs(92).slice(0, 3)).toEqual([17, 13, 50]);
  });

  it('average labels alike even when a clip is not asked for by all of them', () => {
    const labels = [
      { clips: [0, 1], scores: [1, 0] },
      { clips: [1, 2, 3], scores: [0.5, 0.2, 0.5] },
    ];
    const perClip = meanByClip(labels, 6);
    expect(perClip).toHaveLength(4);
    // (1/2 + 1.2/3) / 2
    expect(perClip.reduce((sum, value) => sum + value, 0) / 4).toBeCloseTo(0.45, 12);
  });
});

describe('the interval over seeds', () => {
  it('is that of Student’s t', () => {
    // Mean 3, deviation √2.5, standard error √0.5, t of four degrees of freedom 2.776445.
    const { mean, ...bounds } = tInterval([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    expect(bounds).toEqual({
      low: expect.closeTo(3 - 2.776445 * Math.SQRT1_2, 6),
      high: expect.closeTo(3 + 2.776445 * Math.SQRT1_2, 6),
    });
  });

  it('agrees with printed tables where it is computed', () => {
    const halfOf = (count: number): number => {
      const interval = tInterval(Array.from({ length: count }, (_, index) => index % 2));
      const deviation = Math.sqrt((count * 0.25) / (count - 1));
      return 'high' in interval ? (interval.high - interval.mean) / (deviation / Math.sqrt(count)) : 0;
    };
    // t at 97.5 % with 11, 19 and 29 degrees of freedom.
    expect(halfOf(12)).toBeCloseTo(2.201, 3);
    expect(halfOf(20)).toBeCloseTo(2.093, 3);
    expect(halfOf(30)).toBeCloseTo(2.045, 3);
  });

  it('is unknown for one seed, and nothing has no mean', () => {
    expect(tInterval([0.4])).toEqual({ mean: 0.4 });
    expect(() => tInterval([])).toThrow(RangeError);
  });
});
