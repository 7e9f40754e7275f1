import type { InteractionMatrix } from '../../src/core/recommend.js';

/**
 * Bin of each item by its number of training interactions (section 4.5): 0 for none, then 1, 2–3, 4–7 …, the last bin
 * without an upper end. Doubling widths, because the counts of a catalogue are spread over orders of magnitude.
 * @returns [itemCount] 0 … bins − 1
 */
export function popularityBins(train: InteractionMatrix, bins: number): Int32Array {
  const counts = new Int32Array(train.itemCount);
  for (const item of train.items) counts[item] = (counts[item] as number) + 1;
  return counts.map((count) => (count === 0 ? 0 : Math.min(1 + Math.floor(Math.log2(count)), bins - 1)));
}
