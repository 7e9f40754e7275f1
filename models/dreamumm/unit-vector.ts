/** A sum shorter than this share of what was added up is rounding: its direction means nothing. */
const CANCELLED_SHARE = 1e-6;

/** Do weighted unit vectors of this total weight add up to nothing but rounding? */
export function isCancelled(length: number, totalWeight: number): boolean {
  return length <= CANCELLED_SHARE * totalWeight;
}

/** The sum divided by its length: normalised once, after adding up, as eqs. 3 and 6 say. */
export function unitVector(sum: Float64Array, length: number): Float32Array {
  return Float32Array.from(sum, (value) => value / length);
}
