import type { Frame } from '../../core/media.js';

/** Every n-th pixel of every n-th row. */
export interface ThinFrame {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns, 3] bytes, red green blue. */
  readonly rgb: Uint8Array;
}

/** Some rows of a picture, `end` not counted. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** Shares of the upper, middle and lower third; they sum to 1. */
export type Thirds = readonly [upper: number, middle: number, lower: number];

/** Pixels kept along the longest side: where things lie can be told from few. */
const LONGEST_SIDE = 96;
const CHANNELS = 3;

export function thinFrame({ width, height, rgb }: Frame): ThinFrame {
  const step = Math.max(1, Math.floor(Math.max(width, height) / LONGEST_SIDE));
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const thin = new Uint8Array(rows * columns * CHANNELS);
  let place = 0;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const source = CHANNELS * (y * width + x);
      for (let channel = 0; channel < CHANNELS; channel += 1)
        thin[place + channel] = rgb[source + channel] ?? 0;
      place += CHANNELS;
    }
  }
  return { columns, rows, rgb: thin };
}

/** @param amounts [rows] how much of something lies in each row @returns `undefined` when there is nothing */
export function shareOfThirds(amounts: Float64Array, { first, end }: RowRange): Thirds | undefined {
  const sums: [number, number, number] = [0, 0, 0];
  for (let row = first; row < end; row += 1) {
    const third = Math.floor((3 * (row - first)) / (end - first));
    if (third === 0) sums[0] += amounts[row] ?? 0;
    else if (third === 1) sums[1] += amounts[row] ?? 0;
    else sums[2] += amounts[row] ?? 0;
  }
  const total = sums[0] + sums[1] + sums[2];
  return total === 0 ? undefined : [sums[0] / total, sums[1] / total, sums[2] / total];
}
