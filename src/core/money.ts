const NANO = 1e9;

/**
 * Whole nano-dollars (10⁻⁹ US dollars): money is added in these, because sums of whole numbers are exact. The way
 * there and back is exact up to two million dollars.
 */
export function nanoUsd(usd: number): number {
  return Math.round(usd * NANO);
}

/** US dollars of whole nano-dollars. */
export function usdOfNano(nano: number): number {
  return nano / NANO;
}
