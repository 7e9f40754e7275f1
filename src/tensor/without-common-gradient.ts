import { mul, sub, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { columnSums } from './product.js';
import { withGradient } from './with-gradient.js';

/**
 * The same rows; of their gradient the mean over the counted rows is taken away, as if the mean of the rows were
 * subtracted here. For rows that are centred by a running mean: without it, a push on all rows alike goes on step after
 * step, because the mean follows too late to feel it.
 * @param counts [n] whether a row counts; the gradient of one that does not is left as it is. No row: nothing happens.
 */
export function withoutCommonGradient(input: Tensor2D, counts: readonly boolean[]): Tensor2D {
  const count = counts.filter(Boolean).length;
  if (count === 0) return input;
  return withGradient([input] as const, (input) => ({
    value: input.clone(),
    keep: [],
    gradient: (upstream) => {
      const mask = tensor2d(Float32Array.from(counts, Number), [counts.length, 1]);
      const mean = mul(columnSums(mul(upstream, mask)), 1 / count); // [width]
      return [sub(upstream, mul(mask, mean))];
    },
  }));
}
