import { VidtokenError } from '../../src/core/errors.js';
import type { InteractionMatrix } from '../../src/core/recommend.js';
import { invertInPlace } from './invert-in-place.js';

/** Items above which the weights would take more than 1.6 GB. */
const ITEM_LIMIT = 20_000;

/**
 * B of EASE (Steck 2019, eq. 8): B_ij = −P_ij / P_jj with P = (XᵀX + λI)⁻¹, and 0 on the diagonal.
 * Memory: 4 · items² bytes, written in place from XᵀX to B, and two panels of 1 KiB · items.
 * @returns [items, items]
 * @throws VidtokenError `invalid-value` for more than 20,000 items
 */
export async function itemWeights(options: {
  readonly train: InteractionMatrix;
  /** λ */
  readonly regularisation: number;
  readonly signal: AbortSignal;
}): Promise<Float32Array> {
  const { train, regularisation, signal } = options;
  const size = train.itemCount;
  if (size > ITEM_LIMIT) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `EASE keeps a number for every pair of items: ${size} items would need ${((4 * size ** 2) / 1e9).toFixed(1)} GB.`,
      hint: `Leave \`ease\` out, or take at most ${ITEM_LIMIT} items.`,
      facts: { items: size },
    });
  }
  const matrix = coOccurrences(train); // XᵀX
  for (let item = 0; item < size; item += 1) {
    matrix[item * (size + 1)] = (matrix[item * (size + 1)] as number) + regularisation;
  }
  await invertInPlace({ matrix, size, signal }); // P
  const diagonal = Float64Array.from({ length: size }, (_, item) => matrix[item * (size + 1)] as number);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      matrix[at] = row === column ? 0 : -(matrix[at] as number) / (diagonal[column] as number);
    }
  }
  return matrix;
}

/** How many users have both items. [items, items] */
function coOccurrences({ userCount, itemCount, starts, items }: InteractionMatrix): Float32Array {
  const counts = new Float32Array(itemCount * itemCount);
  for (let user = 0; user < userCount; user += 1) {
    const own = items.subarray(starts[user], starts[user + 1]);
    for (const left of own) {
      for (const right of own) {
        const at = left * itemCount + right;
        counts[at] = (counts[at] as number) + 1;
      }
    }
  }
  return counts;
}
