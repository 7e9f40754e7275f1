import type { Points } from './project-umap.js';

/** Moved and scaled into 0…1 on both axes by one factor, so that shapes stay what they are; the shorter axis is centred. */
export function fitToUnitSquare({ x, y }: Points): Points {
  const [left, right] = extent(x);
  const [low, high] = extent(y);
  const side = Math.max(right - left, high - low);
  const scale = side > 0 ? 1 / side : 0;
  const place = (value: number, from: number, to: number): number =>
    Math.min(1, Math.max(0, 0.5 + (value - (from + to) / 2) * scale));
  return { x: x.map((value) => place(value, left, right)), y: y.map((value) => place(value, low, high)) };
}

function extent(values: Float64Array): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}
