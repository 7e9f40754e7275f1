import { embeddingLookup, embeddingLookups } from '../../src/tensor/embedding-lookup.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import type { Scalar, Tensor2D } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { batchPenalty } from '../pairwise/batch-penalty.js';
import type { PairBatch } from '../pairwise/pairwise-model.js';
import type { LudpGraph } from './graph.js';

/**
 * Equation 15 as a mean over the pairs of a batch: −ln σ(y_ui − y_uj), with y the inner products of equation 14, and
 * ½ λ (Σ‖id row of the batch‖² + Σ‖matrix‖²) / batch. Biases and whatever else does not decay are left alone.
 */
export function stepLoss(options: {
  readonly graph: LudpGraph;
  readonly parameters: Parameters;
  readonly batch: PairBatch;
  /** λ */
  readonly regularisation: number;
}): Scalar {
  const { graph, parameters, batch, regularisation } = options;
  const vectors = graph.finalVectors(parameters, batch.users);
  const itemRows = (table: Tensor2D): { readonly positives: Tensor2D; readonly negatives: Tensor2D } => {
    const [positives, negatives] = embeddingLookups(table, [batch.positives, batch.negatives]);
    return { positives: positives as Tensor2D, negatives: negatives as Tensor2D };
  };
  const ids = {
    users: embeddingLookup(parameters.get<Tensor2D>('user-id'), batch.users),
    ...itemRows(parameters.get<Tensor2D>('item-id')),
  };
  const matrices = parameters.names.filter((name) => !name.endsWith('-id') && parameters.decays(name));
  const terms = [
    { value: pairRankingLoss({ users: vectors.users, ...itemRows(vectors.items) }), weight: 1 },
    batchPenalty(ids, regularisation),
  ];
  if (matrices.length > 0) {
    terms.push({
      value: sumOfSquares(matrices.map((name) => parameters.get<Tensor2D>(name))),
      weight: regularisation / (2 * batch.users.length),
    });
  }
  return addScalars(terms);
}
