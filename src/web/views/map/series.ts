import type { LegendEntry } from './colouring.js';
import type { Rgb } from './draw-dots.js';

/** Values with a colour of their own: the tokens `--series-0` … `--series-9`. */
export const MOST_COLOURS = 10;

/** CSS colour of a legend entry; the same tokens colour groups on the other views. */
export function cssColourOf({ colour, kind }: Pick<LegendEntry, 'colour' | 'kind'>): string {
  if (kind === 'value') return `var(--series-${colour % MOST_COLOURS})`;
  return kind === 'other' ? 'var(--series-11)' : 'var(--line-strong)';
}

/** Red, green and blue, 0…255, of `#rrggbb` or `rgb(r g b)` in any of its spellings; black for anything else. */
export function parseColour(text: string): Rgb {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex !== null) return triple(hex.slice(1).map((pair) => Number.parseInt(pair, 16)));
  return triple((text.match(/[\d.]+/g) ?? []).map(Number));
}

function triple([red = 0, green = 0, blue = 0]: readonly number[]): Rgb {
  return [red, green, blue];
}
