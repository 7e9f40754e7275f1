import type { Random } from './random.js';

/** Draws numbers in proportion to given weights. */
export interface WeightedDraw {
  draw(random: Random): number;
}

/**
 * Alias method of Walker (1977) as built by Vose (1991): O(n) to prepare, two random numbers per draw.
 * @param weights not negative, at least one above 0; draws positions in this array
 * @throws RangeError when no weight is above 0
 */
export function aliasTable(weights: ArrayLike<number>): WeightedDraw {
  const count = weights.length;
  let total = 0;
  for (let index = 0; index < count; index += 1) total += weights[index] as number;
  if (!(total > 0)) throw new RangeError('A draw by weight needs at least one weight above 0.');
  const share = Float64Array.from(
    { length: count },
    (_, index) => ((weights[index] as number) * count) / total,
  );
  const alias = Int32Array.from({ length: count }, (_, index) => index);
  const small: number[] = [];
  const large: number[] = [];
  for (const [index, value] of share.entries()) (value < 1 ? small : large).push(index);
  while (small.length > 0 && large.length > 0) {
    const under = small.pop() as number;
    const over = large.pop() as number;
    alias[under] = over;
    share[over] = (share[over] as number) + (share[under] as number) - 1;
    ((share[over] as number) < 1 ? small : large).push(over);
  }
  // What is left differs from 1 by rounding only, unless its weight is 0: that must never be drawn.
  for (const index of large) share[index] = 1;
  for (const index of small) settle({ share, alias, weights, index });
  return {
    draw(random) {
      const index = random.below(count);
      return random.uniform() < (share[index] as number) ? index : (alias[index] as number);
    },
  };
}

/** A left-over with weight draws itself, one without weight stands for any that has one. */
function settle(options: {
  readonly share: Float64Array;
  readonly alias: Int32Array;
  readonly weights: ArrayLike<number>;
  readonly index: number;
}): void {
  const { share, alias, weights, index } = options;
  if ((weights[index] as number) > 0) {
    share[index] = 1;
    return;
  }
  share[index] = 0;
  alias[index] = Array.from(weights).findIndex((weight) => weight > 0);
}
