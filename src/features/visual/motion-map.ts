import { gridMeans } from './grid-means.js';
import type { Picture } from './picture.js';

const CELLS = 4;

export const MOTION_MAP_WIDTH = CELLS * CELLS + 1;

/** A frame beside the one described, with its `frameWeight`. */
export interface MotionNeighbour {
  readonly picture: Picture;
  readonly weight: number;
}

/**
 * Where the picture changes: mean absolute lightness difference to the neighbouring frames on a 4×4 grid,
 * square root, without direction. A near-blank neighbour counts little: a fade is not motion.
 * @returns [17]: 16 cells 0…1; a flag, 1 when there is a neighbour to compare with, else 0
 */
export function motionMap(picture: Picture, neighbours: readonly MotionNeighbour[]): Float32Array {
  const output = new Float32Array(MOTION_MAP_WIDTH);
  if (neighbours.length === 0) return output;
  const { width, height } = picture;
  const plane = new Float32Array(width * height);
  for (const neighbour of neighbours) {
    const share = neighbour.weight / neighbours.length;
    const other = neighbour.picture.oklab.lightness;
    for (let pixel = 0; pixel < plane.length; pixel += 1) {
      const difference = (picture.oklab.lightness[pixel] as number) - (other[pixel] as number);
      plane[pixel] = (plane[pixel] as number) + share * Math.abs(difference);
    }
  }
  output.set(gridMeans({ plane, width, height, cells: CELLS }).map(Math.sqrt));
  output[CELLS * CELLS] = 1;
  return output;
}
