import type { Random } from '../../src/math/random.js';

/** Batches drawn together and sorted by length: enough for little padding, few enough to stay random. */
const BATCHES_PER_BUCKET = 10;

/**
 * Random batches of examples of similar length: padding is computed and thrown away. All buckets have nearly the same
 * size, because the few batches of a small last one would be of mixed lengths.
 * @param lengths length of each example
 * @returns positions, each once
 */
export function bucketedBatches(lengths: readonly number[], batchSize: number, random: Random): number[][] {
  const order = random.shuffle([...lengths.keys()]);
  const batches: number[][] = [];
  const batchCount = Math.ceil(order.length / batchSize);
  const buckets = Math.max(1, Math.round(batchCount / BATCHES_PER_BUCKET));
  const bucketSize = batchSize * Math.ceil(batchCount / buckets);
  for (let start = 0; start < order.length; start += bucketSize) {
    const bucket = order.slice(start, start + bucketSize);
    bucket.sort((left, right) => (lengths[left] as number) - (lengths[right] as number) || left - right);
    for (let at = 0; at < bucket.length; at += batchSize) batches.push(bucket.slice(at, at + batchSize));
  }
  return random.shuffle(batches);
}
