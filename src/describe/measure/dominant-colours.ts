import type { DominantColour } from '../../core/description.js';
import { colourNames } from './colour-names.js';
import type { MeasuredPicture } from './measure-picture.js';

const SMALLEST_SHARE = 0.1;
/** Bits kept of each channel: pixels are named by the 4,096 kinds of colour, not one by one. */
const BITS = 4;

/** Colour terms that cover at least 10 % of all pixels, largest first, ties by name. */
export function dominantColours(pictures: readonly MeasuredPicture[]): DominantColour[] {
  const counts = new Uint32Array(1 << (3 * BITS));
  for (const { rgb } of pictures) {
    for (let place = 0; place < rgb.length; place += 3) {
      const kind = kindOf(rgb[place] as number, rgb[place + 1] as number, rgb[place + 2] as number);
      counts[kind] = (counts[kind] as number) + 1;
    }
  }
  const kinds = [...counts.keys()].filter((kind) => (counts[kind] as number) > 0);
  const names = colourNames(Uint8Array.from(kinds.flatMap(middleOf)));
  const sums = new Map<string, number>();
  for (const [index, kind] of kinds.entries()) {
    const name = names[index] as string;
    sums.set(name, (sums.get(name) ?? 0) + (counts[kind] as number));
  }
  const total = pictures.reduce((sum, picture) => sum + picture.luma.length, 0);
  return [...sums]
    .map(([name, count]) => ({ name, share: count / total }))
    .filter((colour) => colour.share >= SMALLEST_SHARE)
    .sort((left, right) => right.share - left.share || (left.name < right.name ? -1 : 1));
}

function kindOf(red: number, green: number, blue: number): number {
  const shift = 8 - BITS;
  return ((red >> shift) << (2 * BITS)) | ((green >> shift) << BITS) | (blue >> shift);
}

/** Stretched so that the darkest kind is 0 and the brightest 255: black stays black, white stays white. */
function middleOf(kind: number): number[] {
  const highest = (1 << BITS) - 1;
  return [kind >> (2 * BITS), (kind >> BITS) & highest, kind & highest].map((level) =>
    Math.round((level * 255) / highest),
  );
}
