import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NAME_CORRECTIONS } from '../../src/describe/tags/name-corrections.js';
import { objectName } from '../../src/describe/tags/object-names.js';
import { pictureTags } from '../../src/describe/tags/picture-tags.js';
import { withArticle } from '../../src/describe/tags/with-article.js';
import type { LabelScores } from '../../src/inference/classify/label-scores.js';
import { readImageLabels } from '../../src/inference/classify/read-labels.js';
import { SHARED_WEIGHTS } from '../support/shared-data.js';

const CONFIG = join(SHARED_WEIGHTS, 'mobilenet_v2', 'config.json');

function seen(labels: readonly string[], rows: readonly (readonly number[])[]): LabelScores {
  return {
    labels,
    count: rows.length,
    scores: Float32Array.from(rows.flat()),
  };
}

/** 1,001 labels in the order of ImageNet, most of them made up, as a model with a background class has them. */
function imagenetLabels(named: Readonly<Record<number, string>>): string[] {
  return Array.from({ length: 1001 }, (_, place) => {
    if (place === 0) return 'background';
    return named[place - 1] ?? `thing ${place - 1}`;
  });
}

describe('the name of an ImageNet class', () => {
  it.each([
    ['barbell', 'barbell'],
    ['tench, Tinca tinca', 'tench'],
    ['Panthera leo, lion', 'lion'],
    ['kuvasz', 'kuvasz'],
    ['Aid', 'sticking plaster'],
    ['pig, Cavia cobaya', 'guinea pig'],
    ['Tinca tinca', 'tench'],
  ])('of "%s" is %s', (label, name) => {
    expect(objectName(label)).toBe(name);
  });

  it('gets the article that English gives it', () => {
    const names = ['dumbbell', 'accordion', 'unicycle', 'umbrella', 'hourglass', 'parallel bars', 'hay'];
    expect(names.map(withArticle)).toEqual([
      'a dumbbell',
      'an accordion',
      'a unicycle',
      'an umbrella',
      'an hourglass',
      'parallel bars',
      'hay',
    ]);
  });

  it.skipIf(!existsSync(CONFIG))(
    'is corrected only where the published file has such a label (skipped without ../shared/weights)',
    async () => {
      const labels = await readImageLabels(CONFIG);
      expect(Object.keys(NAME_CORRECTIONS).filter((label) => !labels.includes(label))).toEqual([]);
    },
  );
});

describe('what the pictures show', () => {
  it('is the mean over the frames, where frames weigh by how much they tell', () => {
    const tags = pictureTags({
      seen: seen(
        ['cup', 'hat'],
        [
          [0.9, 0.1],
          [0.3, 0.7],
        ],
      ),
      weights: [1, 0.5],
    });
    // (0.9 + 0.15) / 1.5 and (0.1 + 0.35) / 1.5
    expect(tags).toEqual([
      {
        key: 'cup',
        phrase: 'a cup',
        score: expect.closeTo(0.7, 6),
        peak: expect.closeTo(0.9, 6),
        broader: [],
      },
      {
        key: 'hat',
        phrase: 'a hat',
        score: expect.closeTo(0.3, 6),
        peak: expect.closeTo(0.7, 6),
        broader: [],
      },
    ]);
  });

  it('adds up the classes of one name and leaves the background out', () => {
    const tags = pictureTags({
      seen: seen(['background', 'terrier', 'terrier, Sealyham', 'cup'], [[0.2, 0.3, 0.4, 0.1]]),
      weights: [1],
    });
    expect(tags.map(({ key, score }) => [key, Number(score.toFixed(6))])).toEqual([
      ['terrier', 0.7],
      ['cup', 0.1],
    ]);
  });

  it('adds up what belongs to one kind, which every member of it implies', () => {
    const labels = imagenetLabels({ 151: 'Chihuahua', 268: 'hairless', 422: 'barbell', 543: 'dumbbell' });
    const row = Array<number>(1001).fill(0);
    for (const [imagenetClass, score] of [
      [151, 0.2],
      [268, 0.3],
      [422, 0.1],
      [543, 0.15],
    ] as const) {
      row[imagenetClass + 1] = score;
    }
    const tags = pictureTags({ seen: seen(labels, [row]), weights: [1] });
    const of = (key: string) => tags.find((tag) => tag.key === key);
    expect(of('dog')?.score).toBeCloseTo(0.5, 6);
    expect(of('weight for lifting')?.score).toBeCloseTo(0.25, 6);
    expect(of('Chihuahua')?.broader).toEqual(['dog']);
    expect(of('dumbbell')?.broader).toEqual(['weight for lifting']);
    expect(of('thing 500')?.broader).toEqual([]);
  });
});
