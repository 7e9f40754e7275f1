import type { ChosenSequence } from './chosen-features.js';

/** Numbers of the pooled statistics for each number of a token: mean and deviation. */
export const STATISTICS_PER_NUMBER = 2;

/** Mean, then population standard deviation of the chosen tokens in each dimension. → [2 · width] */
export function pooledStatistics({ sequence, tokens }: ChosenSequence): Float32Array {
  const { width, tokens: values } = sequence;
  const pooled = new Float32Array(STATISTICS_PER_NUMBER * width);
  for (let column = 0; column < width; column += 1) {
    let sum = 0;
    for (const token of tokens) sum += values[token * width + column] as number;
    const mean = sum / tokens.length;
    let squares = 0;
    for (const token of tokens) squares += ((values[token * width + column] as number) - mean) ** 2;
    pooled[column] = mean;
    pooled[width + column] = Math.sqrt(squares / tokens.length);
  }
  return pooled;
}
