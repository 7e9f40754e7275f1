import { describe, expect, it } from 'vitest';
import { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import { fitToUnitSquare } from '../../pipelines/map/fit-to-unit-square.js';
import { placeBeside } from '../../pipelines/map/place-beside.js';
import { projectPca } from '../../pipelines/map/project-pca.js';
import { projectUmap } from '../../pipelines/map/project-umap.js';
import { Random } from '../../src/math/random.js';
import { normalised } from '../../src/math/vector.js';

const WIDTH = 8;
const quiet = { advance: () => {}, setTotal: () => {}, done: () => {} };

/** Two groups of unit vectors around two axes. */
function twoGroups(perGroup: number): Float32Array[] {
  const random = new Random(5);
  return Array.from({ length: 2 * perGroup }, (_, at) =>
    normalised(
      Float32Array.from({ length: WIDTH }, (_, axis) => (axis === at % 2 ? 1 : 0.1 * random.normal())),
    ),
  );
}

function project(tokens: readonly Float32Array[], changes: { seed?: number; signal?: AbortSignal } = {}) {
  return projectUmap({
    gallery: new TokenGallery({ dimension: WIDTH, tokens }),
    seed: 3,
    stage: quiet,
    signal: new AbortController().signal,
    ...changes,
  });
}

describe('the UMAP of tokens', () => {
  it('keeps groups together and apart from each other', async () => {
    const { x, y } = await project(twoGroups(20));
    const centre = (group: number) => {
      const own = [...x.keys()].filter((row) => row % 2 === group);
      const mean = (values: Float64Array) =>
        own.reduce((sum, row) => sum + (values[row] as number), 0) / own.length;
      return { x: mean(x), y: mean(y) };
    };
    const centres = [centre(0), centre(1)] as const;
    for (const row of x.keys()) {
      const to = centres.map((each) => Math.hypot((x[row] as number) - each.x, (y[row] as number) - each.y));
      expect(to[row % 2]).toBeLessThan(to[1 - (row % 2)] as number);
    }
  });

  it('is the same for the same seed and another for another', async () => {
    const tokens = twoGroups(8);
    const first = await project(tokens);
    expect(await project(tokens)).toEqual(first);
    expect((await project(tokens, { seed: 4 })).x).not.toEqual(first.x);
  });

  it('has a finite place for videos that are all alike', async () => {
    const { x, y } = await project(Array.from({ length: 12 }, () => new Float32Array(WIDTH).fill(0.5)));
    expect([...x, ...y].every(Number.isFinite)).toBe(true);
  });

  it('stops between two epochs', async () => {
    const controller = new AbortController();
    let epochs = 0;
    const stage = {
      ...quiet,
      advance: () => {
        epochs += 1;
        if (epochs === 3) controller.abort(new Error('enough'));
      },
    };
    const gallery = new TokenGallery({ dimension: WIDTH, tokens: twoGroups(6) });
    await expect(projectUmap({ gallery, seed: 1, stage, signal: controller.signal })).rejects.toThrow(
      'enough',
    );
    expect(epochs).toBe(3);
  });
});

describe('the principal components of a few tokens', () => {
  it('are the coordinates of points that lie in a plane already', () => {
    // Centred: (±3, 0) and (0, ±1), so the first axis is the long one.
    const rows = [
      [3, 0, 2],
      [-3, 0, 2],
      [0, 1, 2],
      [0, -1, 2],
    ].map((row) => Float32Array.from(row));
    const { x, y } = projectPca(rows);
    expect([...x].map(Math.abs).map((value) => Number(value.toFixed(5)))).toEqual([3, 3, 0, 0]);
    expect([...y].map(Math.abs).map((value) => Number(value.toFixed(5)))).toEqual([0, 0, 1, 1]);
    expect(Math.sign(x[0] as number)).toBe(-Math.sign(x[1] as number));
  });

  it('are zero for a single video', () => {
    expect(projectPca([Float32Array.from([1, 2])])).toEqual({
      x: new Float64Array(1),
      y: new Float64Array(1),
    });
  });
});

describe('places', () => {
  it('are scaled into the unit square by one factor, the shorter axis in the middle', () => {
    const fitted = fitToUnitSquare({ x: Float64Array.from([-1, 3, 1]), y: Float64Array.from([0, 2, 1]) });
    expect([...fitted.x]).toEqual([0, 1, 0.5]);
    expect([...fitted.y]).toEqual([0.25, 0.75, 0.5]);
  });

  it('are in the middle where all points are one', () => {
    const same = fitToUnitSquare({ x: Float64Array.from([4, 4]), y: Float64Array.from([4, 4]) });
    expect([...same.x, ...same.y]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('of another video are beside the neighbours that are most like it', () => {
    // Weights ((s − 0.5) / 0.4)²: 1, 0.25 and 0.
    const place = placeBeside([
      { x: 0, y: 0, similarity: 0.9 },
      { x: 1, y: 0, similarity: 0.7 },
      { x: 0, y: 1, similarity: 0.5 },
    ]);
    expect(place?.x).toBeCloseTo(0.25 / 1.25, 10);
    expect(place?.y).toBe(0);
    expect(placeBeside([{ x: 0.2, y: 0.4, similarity: 0.1 }])).toEqual({ x: 0.2, y: 0.4 });
    expect(placeBeside([])).toBeUndefined();
  });
});
