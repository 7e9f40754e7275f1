import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { Parameters } from '../../src/tensor/parameters.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { batchPenalty } from '../pairwise/batch-penalty.js';
import { xavierUniform } from '../pairwise/initial-table.js';
import type { CreatePairwiseModel } from '../pairwise/train-pairwise.js';
import type { BprMfConfig } from './config.js';

/** One free vector per user and item. */
export const bprMfModel: CreatePairwiseModel<BprMfConfig> = ({ data, config, random }) => {
  const { width, regularisation } = config;
  const { userCount, itemCount } = data.train;
  const parameters = new Parameters(
    new Map([
      ['users', xavierUniform([userCount, width], random)],
      ['items', xavierUniform([itemCount, width], random)],
    ]),
  );
  const users = parameters.get<Tensor2D>('users'); // [users, width]
  const items = parameters.get<Tensor2D>('items'); // [items, width]
  return {
    parameters,
    loss(batch) {
      const rows = {
        users: embeddingLookup(users, batch.users), // [batch, width]
        positives: embeddingLookup(items, batch.positives), // [batch, width]
        negatives: embeddingLookup(items, batch.negatives), // [batch, width]
      };
      return addScalars([{ value: pairRankingLoss(rows), weight: 1 }, batchPenalty(rows, regularisation)]);
    },
    factors: () => ({
      width,
      users: users.dataSync<'float32'>().slice(),
      items: items.dataSync<'float32'>().slice(),
    }),
    dispose: () => parameters.dispose(),
  };
};
