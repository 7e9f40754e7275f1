import { gridMeans } from './grid-means.js';
import type { Picture } from './picture.js';

const CELLS = 4;
/** Brings the colour axes (about ±0.3) to the range of lightness. */
const COLOUR_SCALE = 4;

export const COLOUR_LAYOUT_WIDTH = 3 * CELLS * CELLS;

/**
 * Where which colour is: mean Oklab lightness, green–red and blue–yellow on a 4×4 grid, the last two times
 * 4 (after the Colour Layout descriptor of MPEG-7, without its DCT).
 * @returns [48]: 16 lightness (0…1), 16 green–red, 16 blue–yellow (within about ±1.3)
 */
export function colourLayout(picture: Picture): Float32Array {
  const { width, height, oklab } = picture;
  const layout = new Float32Array(COLOUR_LAYOUT_WIDTH);
  layout.set(gridMeans({ plane: oklab.lightness, width, height, cells: CELLS }), 0);
  const greenRed = gridMeans({ plane: oklab.greenRed, width, height, cells: CELLS });
  const blueYellow = gridMeans({ plane: oklab.blueYellow, width, height, cells: CELLS });
  layout.set(
    greenRed.map((value) => value * COLOUR_SCALE),
    CELLS * CELLS,
  );
  layout.set(
    blueYellow.map((value) => value * COLOUR_SCALE),
    2 * CELLS * CELLS,
  );
  return layout;
}
