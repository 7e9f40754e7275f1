import { mul, type Scalar } from '@tensorflow/tfjs-core';
import { weightedTotal } from './weighted-total.js';
import { withGradient } from './with-gradient.js';

/** Σ weight · value: a loss of several terms. @throws RangeError for no term */
export function addScalars(terms: readonly { readonly value: Scalar; readonly weight: number }[]): Scalar {
  if (terms.length === 0) throw new RangeError('A loss needs at least one term.');
  const weights = terms.map(({ weight }) => weight);
  return withGradient(
    terms.map(({ value }) => value),
    (...values) => ({
      value: weightedTotal(values, weights),
      keep: [],
      gradient: (upstream) => weights.map((weight) => mul(upstream, weight)),
    }),
  );
}
