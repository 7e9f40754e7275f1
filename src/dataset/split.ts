import type { ContentHash } from '../core/ids.js';

export type Split = 'train' | 'validation';

const HEX_DIGITS = 8;

/**
 * The side a video falls on, by its content hash alone: it never depends on order, file name, seed or the rest
 * of the set, and copies of a file always fall together.
 * @param validationShare expected share of validation videos, 0…1. Raising it only moves videos out of `train`.
 */
export function splitOf(hash: ContentHash, validationShare: number): Split {
  const position = Number.parseInt(hash.slice(0, HEX_DIGITS), 16) / 16 ** HEX_DIGITS;
  return position >= 1 - validationShare ? 'validation' : 'train';
}
