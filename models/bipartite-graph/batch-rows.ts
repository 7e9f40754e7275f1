import { embeddingLookups } from '../../src/tensor/embedding-lookup.js';
import type { RankedPairs } from '../../src/tensor/pair-ranking-loss.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import type { PairBatch } from '../pairwise/pairwise-model.js';

/**
 * Rows of the users and items of a batch in a table of nodes, users first. → [batch, width] each
 * @param nodes [users + items, width]
 */
export function batchRows(nodes: Tensor2D, batch: PairBatch, userCount: number): RankedPairs {
  const itemNodes = (items: Int32Array): Int32Array => items.map((item) => userCount + item);
  const [users, positives, negatives] = embeddingLookups(nodes, [
    batch.users,
    itemNodes(batch.positives),
    itemNodes(batch.negatives),
  ]) as [Tensor2D, Tensor2D, Tensor2D];
  return { users, positives, negatives };
}
