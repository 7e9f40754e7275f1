import { concatColumns } from '../../src/tensor/concat-columns.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import { readValues } from '../../src/tensor/read-values.js';
import { sumOfSquares } from '../../src/tensor/sum-of-squares.js';
import { type Tensor2D, tensor1d, tensor2d } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { batchPenalty } from '../pairwise/batch-penalty.js';
import { xavierUniform } from '../pairwise/initial-table.js';
import type { CreatePairwiseModel } from '../pairwise/train-pairwise.js';
import type { VbprConfig } from './config.js';
import { contentTable } from './content-table.js';

/**
 * x_ui = γ_u·γ_i + β_i + θ_u·(E f_i) + β'·f_i (eq. 4; what does not depend on the item is left out) as one inner product:
 * [γ_u, 1, θ_u, 1] · [γ_i, β_i, E f_i, β'·f_i].
 */
export const vbprModel: CreatePairwiseModel<VbprConfig> = ({ data, config, random }) => {
  const { width, contentWidth, regularisation } = config;
  const { userCount, itemCount } = data.train;
  const content = contentTable(data.content, itemCount);
  const parameters = new Parameters(
    new Map([
      ['users', xavierUniform([userCount, width], random)], // γ_u
      ['content-users', xavierUniform([userCount, contentWidth], random)], // θ_u
      ['items', xavierUniform([itemCount, width + 1], random)], // [γ_i, β_i]
      ['projection', xavierUniform([content.width, contentWidth + 1], random)], // [E, β']
    ]),
  );
  const table = (name: string): Tensor2D => parameters.get<Tensor2D>(name);
  const features = tensor2d(content.values, [itemCount, content.width]); // f
  const zeros = tensor1d(new Float32Array(contentWidth + 1));

  /** [rows, width + content width + 2] @param rows of γ_u and θ_u */
  const userVectors = (free: Tensor2D, mapped: Tensor2D): Tensor2D => {
    const ones = tensor2d(new Float32Array(free.shape[0]).fill(1), [free.shape[0], 1]);
    return concatColumns([free, ones, mapped, ones]);
  };
  /** [items, width + content width + 2] */
  const itemVectors = (): Tensor2D =>
    concatColumns([
      table('items'),
      linear({ input: features, weight: table('projection'), bias: zeros }), // [items, content width + 1]
    ]);
  return {
    parameters,
    loss(batch) {
      const free = embeddingLookup(table('users'), batch.users); // [batch, width]
      const mapped = embeddingLookup(table('content-users'), batch.users); // [batch, content width]
      const items = itemVectors();
      const ranked = {
        users: userVectors(free, mapped),
        positives: embeddingLookup(items, batch.positives),
        negatives: embeddingLookup(items, batch.negatives),
      };
      const initial = {
        users: concatColumns([free, mapped]),
        positives: embeddingLookup(table('items'), batch.positives),
        negatives: embeddingLookup(table('items'), batch.negatives),
      };
      return addScalars([
        { value: pairRankingLoss(ranked), weight: 1 },
        batchPenalty(initial, regularisation),
        { value: sumOfSquares([table('projection')]), weight: regularisation / 2 },
      ]);
    },
    factors: () => ({
      width: width + contentWidth + 2,
      users: readValues(() => userVectors(table('users'), table('content-users'))),
      items: readValues(itemVectors),
    }),
    dispose() {
      parameters.dispose();
      features.dispose();
      zeros.dispose();
    },
  };
};
