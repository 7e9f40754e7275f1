import { type RowRange, shareOfThirds, type ThinFrame, type Thirds } from './thin-frames.js';

/** A strong colour that covers little of the picture and still meets the eye. */
export interface TouchOfColour {
  /** Name of its hue. */
  readonly colour: string;
  /** Share of the pixels, 0…1. */
  readonly share: number;
  /** Where its pixels lie between the first and the last row that was looked at. */
  readonly thirds: Thirds;
}

/** HSV saturation and value from which on a pixel has a strong colour. */
const STRONG_SATURATION = 0.3;
const STRONG_VALUE = 0.35;
/** Share of the pixels from which on a colour is seen, and from which on it is more than a touch. */
const SMALLEST_SHARE = 0.001;
const LARGEST_SHARE = 0.1;

/** Upper end of each hue in degrees; above the last it is red again. */
const HUES: readonly (readonly [upTo: number, name: string])[] = [
  [22, 'red'],
  [45, 'orange'],
  [70, 'yellow'],
  [165, 'green'],
  [200, 'cyan'],
  [260, 'blue'],
  [300, 'purple'],
  [340, 'pink'],
];

/** The most frequent strong hue of the pictures, when it covers 0.1 % to 10 % of them. */
export function touchOfColour(frames: readonly ThinFrame[], range: RowRange): TouchOfColour | undefined {
  const rowsOfHue = new Map<string, Float64Array>();
  let pixels = 0;
  for (const { rgb, rows, columns } of frames) {
    pixels += rows * columns;
    for (let pixel = 0; pixel < rows * columns; pixel += 1) {
      const hue = strongHue(rgb, 3 * pixel);
      if (hue === undefined) continue;
      const amounts = rowsOfHue.get(hue) ?? new Float64Array(rows);
      rowsOfHue.set(hue, amounts);
      const row = Math.floor(pixel / columns);
      amounts[row] = (amounts[row] ?? 0) + 1;
    }
  }
  const [most] = [...rowsOfHue]
    .map(([colour, amounts]) => ({
      colour,
      amounts,
      count: amounts.reduce((sum, amount) => sum + amount, 0),
    }))
    .sort((left, right) => right.count - left.count || (left.colour < right.colour ? -1 : 1));
  if (most === undefined) return undefined;
  const share = most.count / pixels;
  const thirds = shareOfThirds(most.amounts, range);
  if (thirds === undefined || share < SMALLEST_SHARE || share > LARGEST_SHARE) return undefined;
  return { colour: most.colour, share, thirds };
}

/** Name of the hue of a pixel with a strong colour. */
function strongHue(rgb: Uint8Array, place: number): string | undefined {
  const red = rgb[place] ?? 0;
  const green = rgb[place + 1] ?? 0;
  const blue = rgb[place + 2] ?? 0;
  const highest = Math.max(red, green, blue);
  const spread = highest - Math.min(red, green, blue);
  if (highest < STRONG_VALUE * 255 || spread < STRONG_SATURATION * highest) return undefined;
  const degrees = hueDegrees({ red, green, blue, highest, spread });
  return HUES.find(([upTo]) => degrees < upTo)?.[1] ?? 'red';
}

/** Hue of the HSV cone, 0…360. */
function hueDegrees(pixel: {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly highest: number;
  readonly spread: number;
}): number {
  const { red, green, blue, highest, spread } = pixel;
  if (highest === red) return (60 * ((green - blue) / spread) + 360) % 360;
  if (highest === green) return 60 * ((blue - red) / spread + 2);
  return 60 * ((red - green) / spread + 4);
}
