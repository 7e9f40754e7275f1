import type { EncodedDescription } from './description-batch.js';

/** Logarithm of the add-one smoothed frequency of each token in some descriptions, `end` included. */
export function unigramLogProbabilities(
  descriptions: readonly EncodedDescription[],
  vocabularySize: number,
): Float32Array {
  const counts = new Float64Array(vocabularySize).fill(1);
  let total = vocabularySize;
  for (const { targets } of descriptions) {
    for (const id of targets) counts[id] = (counts[id] as number) + 1;
    total += targets.length;
  }
  return Float32Array.from(counts, (count) => Math.log(count / total));
}

/** Mean −log p per token of descriptions under fixed token probabilities. */
export function unigramCrossEntropy(
  descriptions: readonly EncodedDescription[],
  logProbabilities: Float32Array,
): number {
  let loss = 0;
  let count = 0;
  for (const { targets } of descriptions) {
    for (const id of targets) loss -= logProbabilities[id] as number;
    count += targets.length;
  }
  return loss / count;
}
