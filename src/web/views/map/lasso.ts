import type { MapPoints } from './map-points.js';
import type { PointGrid } from './point-grid.js';
import type { Place } from './viewport.js';

/** Whether a place is inside a closed polygon (even-odd rule). */
export function isInside(polygon: readonly Place[], place: Place): boolean {
  let inside = false;
  let before = polygon.at(-1);
  for (const corner of polygon) {
    if (before !== undefined && corner.y > place.y !== before.y > place.y) {
      const crossing = ((before.x - corner.x) * (place.y - corner.y)) / (before.y - corner.y) + corner.x;
      if (place.x < crossing) inside = !inside;
    }
    before = corner;
  }
  return inside;
}

/** Indexes of the points inside a polygon of map coordinates, ascending; none for fewer than three corners. */
export function pointsInLasso(
  polygon: readonly Place[],
  {
    points,
    grid,
    accepts,
  }: {
    readonly points: MapPoints;
    readonly grid: PointGrid;
    readonly accepts?: (index: number) => boolean;
  },
): number[] {
  if (polygon.length < 3) return [];
  const box = {
    left: Math.min(...polygon.map(({ x }) => x)),
    right: Math.max(...polygon.map(({ x }) => x)),
    top: Math.min(...polygon.map(({ y }) => y)),
    bottom: Math.max(...polygon.map(({ y }) => y)),
  };
  const found: number[] = [];
  grid.visit(box, (index) => {
    const place = { x: points.x[index] as number, y: points.y[index] as number };
    if (isInside(polygon, place) && (accepts === undefined || accepts(index))) found.push(index);
  });
  return found.sort((left, right) => left - right);
}
