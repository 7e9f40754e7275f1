import type { MapPoints } from './map-points.js';
import type { Box, Place } from './viewport.js';

/** Finds points by place without looking at all of them. */
export interface PointGrid {
  /** Index of the nearest point that `accepts`, at most `reach` away (map units); undefined without one. */
  nearest(place: Place, reach: number, accepts?: (index: number) => boolean): number | undefined;
  /** Calls for each point inside a box, in no particular order. */
  visit(box: Box, found: (index: number) => void): void;
}

/** Points of one cell on average. */
const POINTS_PER_CELL = 8;

/** A uniform grid: the points sorted by cell, and where each cell starts. */
export function createPointGrid({ count, x, y, box }: MapPoints): PointGrid {
  const side = Math.max(1, Math.ceil(Math.sqrt(count / POINTS_PER_CELL)));
  const cellWidth = Math.max((box.right - box.left) / side, 1e-9);
  const cellHeight = Math.max((box.bottom - box.top) / side, 1e-9);
  const columnOf = (value: number): number =>
    Math.min(Math.max(Math.floor((value - box.left) / cellWidth), 0), side - 1);
  const rowOf = (value: number): number =>
    Math.min(Math.max(Math.floor((value - box.top) / cellHeight), 0), side - 1);

  const cells = new Uint32Array(count);
  const starts = new Uint32Array(side * side + 1);
  for (let index = 0; index < count; index++) {
    const cell = rowOf(y[index] as number) * side + columnOf(x[index] as number);
    cells[index] = cell;
    starts[cell + 1] = (starts[cell + 1] as number) + 1;
  }
  for (let cell = 0; cell < side * side; cell++) {
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  }
  const order = new Uint32Array(count);
  const filled = starts.slice();
  for (let index = 0; index < count; index++) {
    const cell = cells[index] as number;
    order[filled[cell] as number] = index;
    filled[cell] = (filled[cell] as number) + 1;
  }

  const visit: PointGrid['visit'] = (wanted, found) => {
    if (wanted.right < box.left || wanted.left > box.right) return;
    if (wanted.bottom < box.top || wanted.top > box.bottom) return;
    const lastColumn = columnOf(wanted.right);
    const lastRow = rowOf(wanted.bottom);
    for (let row = rowOf(wanted.top); row <= lastRow; row++) {
      const from = starts[row * side + columnOf(wanted.left)] as number;
      const to = starts[row * side + lastColumn + 1] as number;
      for (let at = from; at < to; at++) {
        const index = order[at] as number;
        const pointX = x[index] as number;
        const pointY = y[index] as number;
        if (pointX < wanted.left || pointX > wanted.right) continue;
        if (pointY < wanted.top || pointY > wanted.bottom) continue;
        found(index);
      }
    }
  };

  return {
    visit,
    nearest: (place, reach, accepts) => {
      let best: number | undefined;
      let bestDistance = reach * reach;
      const around = {
        left: place.x - reach,
        top: place.y - reach,
        right: place.x + reach,
        bottom: place.y + reach,
      };
      visit(around, (index) => {
        const distance = ((x[index] as number) - place.x) ** 2 + ((y[index] as number) - place.y) ** 2;
        const isNearer =
          distance < bestDistance || (distance === bestDistance && (best === undefined || index < best));
        if (isNearer && (accepts === undefined || accepts(index))) {
          best = index;
          bestDistance = distance;
        }
      });
      return best;
    },
  };
}
