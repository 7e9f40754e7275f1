import { symmetricEigen } from '../../src/math/symmetric-eigen.js';
import { cosine, dot } from '../../src/math/vector.js';

/** Tokens that enter the figures; the work grows with the cube of it. */
export const COLLAPSE_TOKENS = 192;

/** How much of the space the tokens use: collapse shows as a rank near 1 and a mean cosine near 1. */
export interface CollapseDiagnostics {
  /** exp of the entropy of the eigenvalue shares of the covariance (Roy and Vetterli 2007): 1 … dimension. */
  readonly effectiveRank: number;
  /** Mean cosine over all pairs of different videos, −1 … 1. */
  readonly meanPairwiseCosine: number;
}

/** @param tokens at least two vectors; only the first 192 are looked at */
export function collapseDiagnostics(tokens: readonly Float32Array[]): CollapseDiagnostics {
  const used = tokens.slice(0, COLLAPSE_TOKENS);
  const count = used.length;
  let cosines = 0;
  for (let left = 0; left < count; left += 1) {
    for (let right = left + 1; right < count; right += 1) {
      cosines += cosine(used[left] as Float32Array, used[right] as Float32Array);
    }
  }
  return { effectiveRank: effectiveRank(used), meanPairwiseCosine: cosines / ((count * (count - 1)) / 2) };
}

/** The Gram matrix of the centred vectors has the eigenvalues of their covariance, times the count. */
function effectiveRank(vectors: readonly Float32Array[]): number {
  const count = vectors.length;
  const dimension = vectors[0]?.length ?? 0;
  const mean = new Float64Array(dimension);
  for (const vector of vectors) {
    for (let index = 0; index < dimension; index += 1) {
      mean[index] = (mean[index] as number) + (vector[index] as number) / count;
    }
  }
  const centred = vectors.map((vector) =>
    Float64Array.from(vector, (value, index) => value - (mean[index] as number)),
  );
  const gram = new Float64Array(count * count);
  for (const [row, left] of centred.entries()) {
    for (const [column, right] of centred.entries()) gram[row * count + column] = dot(left, right);
  }
  const eigenvalues = symmetricEigen(gram, count).values.map((value) => Math.max(0, value));
  const total = eigenvalues.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 1;
  const entropy = eigenvalues.reduce((sum, value) => {
    const part = value / total;
    return part > 0 ? sum - part * Math.log(part) : sum;
  }, 0);
  return Math.exp(entropy);
}
