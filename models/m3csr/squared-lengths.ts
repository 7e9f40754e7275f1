import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import type { Scalar, Tensor2D } from '../../src/tensor/tensor.js';
import type { PairBatch } from '../pairwise/pairwise-model.js';

/**
 * ‖θ‖² of eq. 13 as terms of a weighted sum: per pair, of the ids of its user, its positive, its history and its
 * negative (a mean, where the negatives are shared), and of the cluster embeddings.
 */
export function squaredLengths(options: {
  readonly parameters: Parameters;
  readonly batch: PairBatch;
  /** Items of all histories of the batch. */
  readonly seen: Int32Array;
  readonly weight: number;
}): { readonly value: Scalar; readonly weight: number }[] {
  const { parameters, batch, seen, weight } = options;
  const itemIds = parameters.get<Tensor2D>('item-id');
  const pairs = batch.users.length;
  const clusters = parameters.names.filter((name) => name.endsWith('/cluster'));
  const ofPairs = sumOfSquares([
    embeddingLookup(parameters.get('user-id'), batch.users),
    embeddingLookup(itemIds, batch.positives),
    ...(seen.length === 0 ? [] : [embeddingLookup(itemIds, seen)]),
  ]);
  const ofNegatives = sumOfSquares([embeddingLookup(itemIds, batch.negatives)]);
  return [
    { value: ofPairs, weight: weight / pairs },
    { value: ofNegatives, weight: weight / Math.max(1, batch.negatives.length) },
    ...(clusters.length === 0
      ? []
      : [{ value: sumOfSquares(clusters.map((name) => parameters.get<Tensor2D>(name))), weight }]),
  ];
}
