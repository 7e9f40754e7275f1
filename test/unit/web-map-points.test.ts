import { describe, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import { isInside, pointsInLasso } from '../../src/web/views/map/lasso.js';
import { createMapPoints, type MapPoints } from '../../src/web/views/map/map-points.js';
import { createPointGrid } from '../../src/web/views/map/point-grid.js';
import { stepPoint } from '../../src/web/views/map/step-point.js';

function scatter(count: number): MapPoints {
  const random = new Random(7);
  const x = Array.from({ length: count }, () => random.uniform());
  const y = Array.from({ length: count }, () => random.uniform());
  return createMapPoints({ ids: x.map((_, index) => `v${index}`), x, y });
}

const distance = (points: MapPoints, index: number, place: { x: number; y: number }): number =>
  ((points.x[index] as number) - place.x) ** 2 + ((points.y[index] as number) - place.y) ** 2;

describe('the grid of the map', () => {
  const points = scatter(3000);
  const grid = createPointGrid(points);
  const all = Array.from({ length: points.count }, (_, index) => index);

  it('finds the same nearest point as looking at all of them', () => {
    const random = new Random(3);
    for (let round = 0; round < 200; round++) {
      const place = { x: random.uniform() * 1.2 - 0.1, y: random.uniform() * 1.2 - 0.1 };
      const best = all.reduce((left, right) =>
        distance(points, right, place) < distance(points, left, place) ? right : left,
      );
      const expected = distance(points, best, place) <= 0.03 ** 2 ? best : undefined;
      expect(grid.nearest(place, 0.03)).toBe(expected);
    }
  });

  it('leaves out the points that are not accepted', () => {
    const even = (index: number): boolean => index % 2 === 0;
    const place = { x: points.x[1] as number, y: points.y[1] as number };
    expect(grid.nearest(place, 0.001)).toBe(1);
    expect(grid.nearest(place, 0.2, even)).toSatisfy(even);
  });

  it('visits exactly the points of a box', () => {
    const box = { left: 0.2, top: 0.5, right: 0.31, bottom: 0.52 };
    const seen: number[] = [];
    grid.visit(box, (index) => seen.push(index));
    const expected = all.filter((index) => {
      const x = points.x[index] as number;
      const y = points.y[index] as number;
      return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    });
    expect(seen.sort((left, right) => left - right)).toEqual(expected);
  });

  it('works for no point, one point, and points on one spot', () => {
    const empty = createMapPoints({ ids: [], x: [], y: [] });
    expect(createPointGrid(empty).nearest({ x: 0.5, y: 0.5 }, 1)).toBeUndefined();
    const same = createMapPoints({ ids: ['a', 'b', 'c'], x: [0.5, 0.5, 0.5], y: [0.5, 0.5, 0.5] });
    expect(createPointGrid(same).nearest({ x: 0.4, y: 0.5 }, 0.2)).toBe(0);
    expect(createPointGrid(same).nearest({ x: 0.5, y: 0.5 }, 0.2, (index) => index > 1)).toBe(2);
  });
});

describe('the lasso', () => {
  it('knows inside from outside for a shape with a bay', () => {
    const shape = [
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 4, y: 4 },
      { x: 2, y: 1 },
      { x: 0, y: 4 },
    ];
    expect(isInside(shape, { x: 0.5, y: 2 })).toBe(true);
    expect(isInside(shape, { x: 2, y: 2 })).toBe(false);
    expect(isInside(shape, { x: 5, y: 1 })).toBe(false);
  });

  it('finds the points of a circle that a distance finds', () => {
    const points = scatter(2000);
    const middle = { x: 0.4, y: 0.6 };
    const corners = Array.from({ length: 720 }, (_, step) => ({
      x: middle.x + 0.2 * Math.cos((step * Math.PI) / 360),
      y: middle.y + 0.2 * Math.sin((step * Math.PI) / 360),
    }));
    const found = pointsInLasso(corners, { points, grid: createPointGrid(points) });
    const within = (radius: number): number[] =>
      [...points.ids.keys()].filter((index) => distance(points, index, middle) < radius ** 2);
    // The polygon is a hair smaller than its circle.
    expect(within(0.1999).every((index) => found.includes(index))).toBe(true);
    expect(found.every((index) => within(0.2).includes(index))).toBe(true);
  });

  it('takes a line for nothing', () => {
    const points = scatter(50);
    const line = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ];
    expect(pointsInLasso(line, { points, grid: createPointGrid(points) })).toEqual([]);
  });
});

describe('stepping from point to point', () => {
  const cross = createMapPoints({
    ids: ['middle', 'right', 'far right', 'up', 'aslant'],
    x: [0.5, 0.6, 0.9, 0.5, 0.58],
    y: [0.5, 0.5, 0.5, 0.2, 0.565],
  });

  it('goes to the nearest point that lies in the direction', () => {
    expect(stepPoint(cross, { from: 0, direction: 'right' })).toBe(1);
    expect(stepPoint(cross, { from: 1, direction: 'right' })).toBe(2);
    expect(stepPoint(cross, { from: 0, direction: 'up' })).toBe(3);
  });

  it('stays at the edge, and passes over points that are not accepted', () => {
    expect(stepPoint(cross, { from: 0, direction: 'left' })).toBeUndefined();
    expect(stepPoint(cross, { from: 0, direction: 'right', accepts: (index) => index === 2 })).toBe(2);
  });
});
