import { normalised } from '../math/vector.js';
import type { WeightedTokens } from './learned-extractor.js';
import { pooledStatistics } from './pooled-statistics.js';

/**
 * Tokens of unit length; pooled: their weighted mean, of unit length as well. Their cosines are what the models are
 * trained for.
 */
export function unitTokens({ tokens: rows, weights, width }: WeightedTokens) {
  const tokens = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += width) {
    tokens.set(normalised(rows.subarray(start, start + width)), start);
  }
  const pooled = normalised(pooledStatistics({ tokens, width, weights }).subarray(0, width));
  return { tokens, pooled };
}
