import type { Box } from './viewport.js';

/** Places of all videos of a map; index `i` everywhere means the i-th video. */
export interface MapPoints {
  readonly count: number;
  readonly ids: readonly string[];
  /** 0…1. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Smallest box around all points; a unit box where there are none. */
  readonly box: Box;
}

/** Typed arrays of the columns of an answer. */
export function createMapPoints(columns: {
  readonly ids: readonly string[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}): MapPoints {
  const x = Float32Array.from(columns.x);
  const y = Float32Array.from(columns.y);
  return { count: columns.ids.length, ids: columns.ids, x, y, box: boxOf(x, y) };
}

function boxOf(x: Float32Array, y: Float32Array): Box {
  if (x.length === 0) return { left: 0, top: 0, right: 1, bottom: 1 };
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < x.length; index++) {
    const pointX = x[index] as number;
    const pointY = y[index] as number;
    if (pointX < left) left = pointX;
    if (pointX > right) right = pointX;
    if (pointY < top) top = pointY;
    if (pointY > bottom) bottom = pointY;
  }
  return { left, top, right, bottom };
}
