import type { Measurements } from '../../core/description.js';

/** A whole number ≥ 0 that differs between videos but not between two readings of one: picks among wordings. */
export function wordingChoice({ brightness, contrast, saturation, frameCount }: Measurements): number {
  return [brightness, contrast, saturation].reduce((sum, value) => sum + Math.round(value * 100), frameCount);
}
