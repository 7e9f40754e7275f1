import type { FindNeighbours, ItemContent } from '../../src/core/recommend.js';
import type { SparseMatrix } from '../../src/tensor/sparse-product.js';
import { itemGraph } from '../item-graph/item-graph.js';
import { mergedSparse } from '../item-graph/merged-sparse.js';
import { neighbours } from '../item-graph/neighbours.js';

/**
 * The frozen graph of items, S = Σ α_m S^m, where S^m joins each item with its neighbours by modality m, all edges alike
 * (eqs. 5 and 6). Without content it has no edges.
 * @returns [items, items]
 */
export async function itemStructure(options: {
  readonly content: readonly ItemContent[];
  readonly itemCount: number;
  readonly count: number;
  readonly visualWeight: number;
  readonly signal: AbortSignal;
  readonly findNeighbours?: FindNeighbours | undefined;
}): Promise<SparseMatrix> {
  const { content, itemCount, visualWeight } = options;
  let merged: SparseMatrix = {
    rows: itemCount,
    columnCount: itemCount,
    rowStarts: new Int32Array(itemCount + 1),
    columns: new Int32Array(),
    values: new Float32Array(),
  };
  for (const modality of content) {
    const lists = await neighbours({ ...options, content: modality });
    const graph = itemGraph({
      neighbours: lists,
      weights: 'equal',
      symmetric: false,
      normalisation: 'row-sums',
    });
    const weight = weightOf(modality, content, visualWeight);
    merged = mergedSparse(merged, graph, (sum, value) => sum + weight * value);
  }
  return merged;
}

/** α_m. One modality alone has all the weight. */
function weightOf({ modality }: ItemContent, content: readonly ItemContent[], visualWeight: number): number {
  const hasVisual = content.some((one) => one.modality === 'visual');
  if (content.length === 1 || !hasVisual) return 1 / content.length;
  return modality === 'visual' ? visualWeight : (1 - visualWeight) / (content.length - 1);
}
