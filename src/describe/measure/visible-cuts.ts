import type { MeasuredPicture } from './measure-picture.js';

/** Share of the pixels that change their kind of colour from which on the content is another. */
const HISTOGRAM_THRESHOLD = 0.5;
/** Mean absolute channel change, 0…1, that a cut exceeds: a slow change of light stays below. */
const DIFFERENCE_THRESHOLD = 0.12;
/** A frame darker than this is a leader or a fade, not a scene. */
const BLACK_BRIGHTNESS = 0.03;
const BITS = 2;

/**
 * Hard changes between neighbouring sampled frames: both the colours as a whole and most places change. With
 * few frames sampled this is a lower bound of the cuts.
 */
export function visibleCuts(pictures: readonly MeasuredPicture[]): number {
  return pictures.slice(1).filter((picture, index) => {
    const before = pictures[index];
    return before !== undefined && isCut(before, picture);
  }).length;
}

function isCut(before: MeasuredPicture, after: MeasuredPicture): boolean {
  if (Math.min(before.brightness, after.brightness) < BLACK_BRIGHTNESS) return false;
  let difference = 0;
  for (let place = 0; place < before.rgb.length; place += 1) {
    difference += Math.abs((before.rgb[place] as number) - (after.rgb[place] as number));
  }
  if (difference / before.rgb.length / 255 < DIFFERENCE_THRESHOLD) return false;
  const left = colourKinds(before.rgb);
  const right = colourKinds(after.rgb);
  const moved = left.reduce((sum, count, kind) => sum + Math.abs(count - (right[kind] as number)), 0) / 2;
  return moved / (before.rgb.length / 3) > HISTOGRAM_THRESHOLD;
}

/** [64] pixels of each kind of colour, 4 levels a channel. */
function colourKinds(rgb: Uint8Array): Float64Array {
  const counts = new Float64Array(1 << (3 * BITS));
  const shift = 8 - BITS;
  for (let place = 0; place < rgb.length; place += 3) {
    const kind =
      (((rgb[place] as number) >> shift) << (2 * BITS)) |
      (((rgb[place + 1] as number) >> shift) << BITS) |
      ((rgb[place + 2] as number) >> shift);
    counts[kind] = (counts[kind] as number) + 1;
  }
  return counts;
}
