import { addTensors } from '../../src/tensor/add-tensors.js';
import { concatRows } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { mixRows } from '../../src/tensor/mix-rows.js';
import { pairRankingLoss } from '../../src/tensor/pair-ranking-loss.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import { rowSoftmax } from '../../src/tensor/row-softmax.js';
import { type SparseMatrix, sparseProduct, transposedSparse } from '../../src/tensor/sparse-product.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import { addScalars } from '../../src/tensor/weighted-sum.js';
import { batchRows } from '../bipartite-graph/batch-rows.js';
import { normalisedAdjacency } from '../bipartite-graph/normalised-adjacency.js';
import { propagated } from '../bipartite-graph/propagated.js';

import { splitNodes } from '../bipartite-graph/split-nodes.js';
import { mergedSparse } from '../item-graph/merged-sparse.js';
import { batchPenalty } from '../pairwise/batch-penalty.js';
import { stackedTables, xavierUniform } from '../pairwise/initial-table.js';
import type { CreatePairwiseModel } from '../pairwise/train-pairwise.js';
import type { LatticeConfig } from './config.js';
import { type ModalityGraph, mapSpecs, modalityGraph } from './modality-graph.js';

/**
 * LightGCN with the mean of similar items added to each item. The graph of items is learned anew every few epochs; its map
 * and the weights of the modalities get their gradients in the first batch after that, as in the authors' code.
 */
export const latticeModel: CreatePairwiseModel<LatticeConfig> = async (options) => {
  const { data, config, random } = options;
  const { width, layers, contentWidth, regularisation } = config;
  const { userCount, itemCount } = data.train;
  const matrix = normalisedAdjacency(data.train);
  const start = [xavierUniform([userCount, width], random), xavierUniform([itemCount, width], random)];
  const specs = new Map<string, ParameterSpec>([['nodes', stackedTables(start)]]);
  const graphs: ModalityGraph[] = [];
  for (const content of data.content) {
    for (const [name, spec] of mapSpecs(content, contentWidth, random)) specs.set(name, spec);
    graphs.push(await modalityGraph({ ...options, ...config, content, count: config.neighbours }));
  }
  const shares = new Float32Array(graphs.length).fill(1 / graphs.length);
  if (graphs.length > 0) {
    specs.set('modality-weights', { shape: [1, graphs.length], initial: shares, decays: false });
  }
  const parameters = new Parameters(specs);
  const table = parameters.get<Tensor2D>('nodes'); // [nodes, width]
  const itemNodes = Int32Array.from({ length: itemCount }, (_, item) => userCount + item);
  /** As it was last learned; absent where the next batch is to learn from it. */
  let constant: { readonly matrix: SparseMatrix; readonly transposed: SparseMatrix } | undefined;

  /** α = softmax of the modality weights. [1, modalities] */
  const modalityShares = (): Tensor2D => rowSoftmax(parameters.get<Tensor2D>('modality-weights'));
  const mergedGraph = (): NonNullable<typeof constant> => {
    const weights = readValues(modalityShares);
    let merged = scaledGraph(graphs[0]?.graph() as SparseMatrix, weights[0] as number);
    for (const [at, graph] of graphs.slice(1).entries()) {
      const weight = weights[at + 1] as number;
      merged = mergedSparse(merged, graph.graph(), (sum, value) => sum + weight * value);
    }
    return { matrix: merged, transposed: transposedSparse(merged) };
  };
  /** h = Σ α_m A_m e of all items (eqs. 7 and 8). [items, width] */
  const itemMeans = (items: Tensor2D): Tensor2D => {
    if (constant !== undefined) return sparseProduct({ ...constant, dense: items });
    const perItem = embeddingLookup(modalityShares(), new Int32Array(itemCount)); // [items, modalities]
    return mixRows(
      perItem,
      graphs.map((graph) => graph.propagate(parameters, items)),
    );
  };
  /** Light graph convolution, with h / ‖h‖ added to items (eq. 9). [nodes, width] */
  const finalNodes = (): Tensor2D => {
    const nodes = propagated({ matrix, table, layers });
    if (graphs.length === 0) return nodes;
    const means = unitRows(itemMeans(embeddingLookup(table, itemNodes)));
    const noMeans = tensor2d(new Float32Array(userCount * width), [userCount, width]);
    return addTensors([nodes, concatRows([noMeans, means])]);
  };
  return {
    parameters,
    beginEpoch(epoch) {
      if ((epoch - 1) % config.relearnEvery !== 0) return;
      for (const graph of graphs) graph.relearn(parameters);
      constant = undefined;
    },
    loss(batch) {
      const ranked = batchRows(finalNodes(), batch, userCount);
      if (graphs.length > 0) constant ??= mergedGraph();
      return addScalars([
        { value: pairRankingLoss(ranked), weight: 1 },
        batchPenalty(ranked, regularisation),
      ]);
    },
    factors: () => splitNodes(readValues(finalNodes), { userCount, width }),
    dispose() {
      parameters.dispose();
      for (const graph of graphs) graph.dispose();
    },
  };
};

function scaledGraph(graph: SparseMatrix, factor: number): SparseMatrix {
  return { ...graph, values: graph.values.map((value) => value * factor) };
}
