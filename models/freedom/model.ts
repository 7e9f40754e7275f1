import { addTensors } from '../../src/tensor/add-tensors.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import { readValues } from '../../src/tensor/read-values.js';
import { sparseProduct, transposedSparse } from '../../src/tensor/sparse-product.js';
import { type Tensor1D, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { batchRows } from '../bipartite-graph/batch-rows.js';
import { normalisedAdjacency } from '../bipartite-graph/normalised-adjacency.js';
import { propagated } from '../bipartite-graph/propagated.js';

import { prunedInteractions } from '../bipartite-graph/pruned-interactions.js';
import { splitNodes } from '../bipartite-graph/split-nodes.js';
import { liftedToNodes } from '../item-graph/lifted-to-nodes.js';
import { unitVectors } from '../item-graph/unit-vectors.js';
import { stackedTables, xavierUniform } from '../pairwise/initial-table.js';
import type { CreatePairwiseModel } from '../pairwise/train-pairwise.js';
import type { FreedomConfig } from './config.js';
import { itemStructure } from './item-structure.js';

/** LightGCN on a graph that is thinned anew each epoch, beside a frozen graph of items. */
export const freedomModel: CreatePairwiseModel<FreedomConfig> = async (options) => {
  const { data, config, random } = options;
  const { width, layers, itemLayers, modalityWeight } = config;
  const { userCount, itemCount } = data.train;
  const items = await itemStructure({
    ...options,
    ...config,
    content: data.content,
    itemCount,
    count: config.neighbours,
  });
  const structure = liftedToNodes(items, userCount);
  const structureBack = transposedSparse(structure);
  const whole = normalisedAdjacency(data.train);
  let matrix = whole;
  const start = [xavierUniform([userCount, width], random), xavierUniform([itemCount, width], random)];
  const specs = new Map<string, ParameterSpec>([['nodes', stackedTables(start)]]);
  for (const { modality, width: from } of data.content) {
    specs.set(`${modality}/weight`, xavierUniform([from, width], random));
    specs.set(`${modality}/bias`, { shape: [width], initial: new Float32Array(width), decays: false });
  }
  const parameters = new Parameters(specs);
  const features = data.content.map((content) => ({
    modality: content.modality,
    vectors: tensor2d(unitVectors(content), [itemCount, content.width]),
  }));

  /** Final vectors: light graph convolution, and for items h = Sᴸ e added (eqs. 8 to 10). [nodes, width] */
  const finalNodes = (graph: typeof whole): Tensor2D => {
    const table = parameters.get<Tensor2D>('nodes');
    let dense = table;
    for (let layer = 0; layer < itemLayers; layer += 1) {
      dense = sparseProduct({ matrix: structure, transposed: structureBack, dense });
    }
    return addTensors([propagated({ matrix: graph, table, layers }), dense]);
  };
  return {
    parameters,
    beginEpoch() {
      if (config.dropout === 0) return;
      const kept = prunedInteractions({ train: data.train, kept: 1 - config.dropout, random });
      matrix = normalisedAdjacency(kept);
    },
    loss(batch) {
      const ranked = batchRows(finalNodes(matrix), batch, userCount);
      const terms = [{ value: pairRankingLoss(ranked), weight: 1 }];
      for (const { modality, vectors } of features) {
        const mapped = (items: Int32Array): Tensor2D =>
          linear({
            input: embeddingLookup(vectors, items), // [batch, content]
            weight: parameters.get<Tensor2D>(`${modality}/weight`),
            bias: parameters.get<Tensor1D>(`${modality}/bias`),
          }); // [batch, width]
        const pairs = {
          users: ranked.users,
          positives: mapped(batch.positives),
          negatives: mapped(batch.negatives),
        };
        terms.push({ value: pairRankingLoss(pairs), weight: modalityWeight }); // eq. 12
      }
      return addScalars(terms);
    },
    factors: () =>
      splitNodes(
        readValues(() => finalNodes(whole)),
        { userCount, width },
      ),
    dispose() {
      parameters.dispose();
      for (const { vectors } of features) vectors.dispose();
    },
  };
};
