import type { Frame } from '../../core/media.js';
import { measurePicture } from '../measure/measure-picture.js';

/** Mean deviation of luma from which on a frame counts fully. */
const FULL_CONTRAST = 0.05;
/** A video of nothing but blank frames is classified all the same. */
const SMALLEST_WEIGHT = 0.01;

/** How much a frame tells, 0.01…1: leaders, fades and blank slides show nothing that could be named. */
export function frameWeight(frame: Frame): number {
  return Math.max(SMALLEST_WEIGHT, Math.min(1, measurePicture(frame).contrast / FULL_CONTRAST));
}
