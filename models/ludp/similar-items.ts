import type { FindNeighbours, ItemContent } from '../../src/core/recommend.js';
import { type SparseMatrix, sparseProduct, transposedSparse } from '../../src/tensor/sparse-product.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';
import { itemGraph } from '../item-graph/item-graph.js';
import { neighbours } from '../item-graph/neighbours.js';
import type { LudpConfig } from './config.js';

/** The graph of the items that are alike in one modality. */
export interface SimilarItems {
  /** [items, items] row i holds the neighbours of i; empty where i lacks the modality */
  readonly matrix: SparseMatrix;
  readonly transposed: SparseMatrix;
}

/** Cosines and k nearest of one modality (eqs. 3 and 4) with the factors of equation 5 on the edges. */
export async function similarItems(options: {
  readonly content: ItemContent;
  readonly config: Pick<LudpConfig, 'neighbours' | 'itemNormalisation'>;
  readonly signal: AbortSignal;
  readonly findNeighbours?: FindNeighbours | undefined;
}): Promise<SimilarItems> {
  const { config } = options;
  const lists = await neighbours({ ...options, count: config.neighbours });
  const matrix =
    config.itemNormalisation === 'both'
      ? itemGraph({ neighbours: lists, weights: 'cosine', symmetric: false, normalisation: 'both' })
      : rootedRows(
          itemGraph({ neighbours: lists, weights: 'equal', symmetric: false, normalisation: 'rows' }),
        );
  return { matrix, transposed: transposedSparse(matrix) };
}

/** 1 / |N_i| on every edge → 1 / √|N_i| */
function rootedRows(matrix: SparseMatrix): SparseMatrix {
  return { ...matrix, values: matrix.values.map(Math.sqrt) };
}

/** h^m: the id vectors after `layers` propagations (eq. 5). [items, width] → [items, width] */
export function propagatedItems(graph: SimilarItems, ids: Tensor2D, layers: number): Tensor2D {
  let dense = ids;
  for (let layer = 0; layer < layers; layer += 1) dense = sparseProduct({ ...graph, dense });
  return dense;
}
