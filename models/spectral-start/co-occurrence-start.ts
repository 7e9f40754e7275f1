import type { InteractionMatrix } from '../../src/core/recommend.js';
import { dominantEigen } from '../../src/math/dominant-eigen.js';
import type { Random } from '../../src/math/random.js';
import { coOccurrences } from './co-occurrences.js';

/** Where item ids start when they start from what users have in common. */
export interface CoOccurrenceStart {
  /** [itemCount, dimension] E */
  readonly items: Float32Array;
  /** [dimension] +1 or −1: E · diag(signs) · Eᵀ is near the co-occurrences of the items, but for one factor */
  readonly signs: Float32Array;
}

/**
 * The best approximation of the co-occurrences C by vectors of `dimension` numbers: with D their row sums and
 * D^−b C D^−b ≈ V Λ Vᵀ it is E = D^b V |Λ|^½. The balance b keeps a handful of popular items from taking all dimensions.
 * @param options.meanScore what E · diag(signs) · Eᵀ is on average for two items that some user has in common
 */
export function coOccurrenceStart(options: {
  readonly train: InteractionMatrix;
  readonly dimension: number;
  readonly balance: number;
  readonly meanScore: number;
  readonly random: Random;
}): CoOccurrenceStart {
  const { train, dimension, meanScore, random } = options;
  const { itemCount } = train;
  const pairs = coOccurrences(train);
  const divisors = Float64Array.from(pairs.rowSums, (sum) => Math.max(sum, 1) ** options.balance);
  const count = Math.min(dimension, itemCount);
  const { values, vectors } = dominantEigen({
    size: itemCount,
    count,
    random,
    multiply(block, product, columns) {
      const scaled = dividedRows(block, divisors, columns);
      pairs.multiply(scaled, product, columns);
      product.set(dividedRows(product, divisors, columns));
    },
  });
  const items = new Float32Array(itemCount * dimension);
  for (let item = 0; item < itemCount; item += 1) {
    for (let column = 0; column < count; column += 1) {
      items[item * dimension + column] =
        (divisors[item] as number) *
        (vectors[item * count + column] as number) *
        Math.sqrt(Math.abs(values[column] as number));
    }
  }
  const signs = Float32Array.from({ length: dimension }, (_, column) => ((values[column] ?? 0) < 0 ? -1 : 1));
  const mean = pairs.meanOver((left, right) => signedProduct(items, signs, left, right));
  const factor = mean > 0 ? Math.sqrt(meanScore / mean) : 1;
  return { items: items.map((value) => value * factor), signs };
}

function dividedRows(block: Float64Array, divisors: Float64Array, columns: number): Float64Array {
  return block.map((value, at) => value / (divisors[Math.floor(at / columns)] as number));
}

function signedProduct(items: Float32Array, signs: Float32Array, left: number, right: number): number {
  const width = signs.length;
  let sum = 0;
  for (let column = 0; column < width; column += 1) {
    sum +=
      (items[left * width + column] as number) *
      (signs[column] as number) *
      (items[right * width + column] as number);
  }
  return sum;
}
