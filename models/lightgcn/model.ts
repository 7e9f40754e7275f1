import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { batchRows } from '../bipartite-graph/batch-rows.js';
import { normalisedAdjacency } from '../bipartite-graph/normalised-adjacency.js';
import { propagated } from '../bipartite-graph/propagated.js';

import { splitNodes } from '../bipartite-graph/split-nodes.js';
import { batchPenalty } from '../pairwise/batch-penalty.js';
import { stackedTables, xavierUniform } from '../pairwise/initial-table.js';
import type { CreatePairwiseModel } from '../pairwise/train-pairwise.js';
import type { LightGcnConfig } from './config.js';

/** Free vectors, smoothed over the graph of users and items; both lie in one table of nodes. */
export const lightGcnModel: CreatePairwiseModel<LightGcnConfig> = ({ data, config, random }) => {
  const { width, layers, regularisation } = config;
  const { userCount, itemCount } = data.train;
  const matrix = normalisedAdjacency(data.train); // [nodes, nodes]
  const start = [xavierUniform([userCount, width], random), xavierUniform([itemCount, width], random)];
  const parameters = new Parameters(new Map([['nodes', stackedTables(start)]]));
  const table = parameters.get<Tensor2D>('nodes'); // [nodes, width]
  return {
    parameters,
    loss(batch) {
      const nodes = propagated({ matrix, table, layers }); // [nodes, width], eqs. 3 and 4
      return addScalars([
        { value: pairRankingLoss(batchRows(nodes, batch, userCount)), weight: 1 },
        batchPenalty(batchRows(table, batch, userCount), regularisation),
      ]);
    },
    factors: () =>
      splitNodes(
        readValues(() => propagated({ matrix, table, layers })),
        { userCount, width },
      ),
    dispose: () => parameters.dispose(),
  };
};
