import type { ThinFrame } from './thin-frames.js';

/** A change of a channel by this much or less is noise of compression. */
const NOISE = 8;

/**
 * How much each row changes between neighbouring frames, summed over the frames.
 * @param frames of one size @returns [rows]
 */
export function movementRows(frames: readonly ThinFrame[]): Float64Array {
  const sums = new Float64Array(frames[0]?.rows ?? 0);
  for (const [index, { rgb, columns }] of frames.entries()) {
    const before = frames[index - 1];
    if (before === undefined) continue;
    for (let place = 0; place < rgb.length; place += 1) {
      const change = Math.abs((rgb[place] ?? 0) - (before.rgb[place] ?? 0));
      if (change <= NOISE) continue;
      const row = Math.floor(place / (3 * columns));
      sums[row] = (sums[row] ?? 0) + change;
    }
  }
  return sums;
}
