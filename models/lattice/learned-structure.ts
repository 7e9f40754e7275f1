import type { ItemContent, NeighbourLists } from '../../src/core/recommend.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import { elementProduct } from '../../src/tensor/element-product.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { mixRows } from '../../src/tensor/mix-rows.js';
import { rowDots } from '../../src/tensor/row-dots.js';
import type { SparseMatrix } from '../../src/tensor/sparse-product.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import { contentNeighbours } from '../item-graph/content-neighbours.js';
import { itemGraph } from '../item-graph/item-graph.js';

/** The graph of the mapped content of one modality, as constants and in the parts that a gradient needs. */
export interface LearnedStructure {
  /** [items, items] normalised */
  readonly graph: SparseMatrix;
  /** For each place of the lists the neighbour of every item, [items] each; the item itself where there is none. */
  readonly places: readonly Int32Array[];
  /** [items, places] what a cosine is multiplied by; 0 where there is no neighbour */
  readonly factors: Float32Array;
}

/** Neighbours by the mapped vectors, with the normalisation of the raw graph. */
export function learnedStructure(mapped: ItemContent, count: number): LearnedStructure {
  const neighbours = contentNeighbours(mapped, count);
  const graph = itemGraph({ neighbours, weights: 'cosine', symmetric: false, normalisation: 'row-sums' });
  const itemCount = mapped.present.length;
  const places = Array.from({ length: count }, (_, place) =>
    Int32Array.from({ length: itemCount }, (_, item) => {
      const neighbour = neighbours.items[item * count + place] as number;
      return neighbour === -1 ? item : neighbour;
    }),
  );
  return { graph, places, factors: normalisers(neighbours) };
}

/** 1 / √(row sum of the item · row sum of the neighbour) */
function normalisers({ count, items, similarities }: NeighbourLists): Float32Array {
  const rowSums = new Float64Array(items.length / count);
  for (const [at, similarity] of similarities.entries()) {
    const item = Math.floor(at / count);
    rowSums[item] = (rowSums[item] as number) + similarity;
  }
  return Float32Array.from(items, (neighbour, at) => {
    if (neighbour === -1) return 0;
    const product = (rowSums[Math.floor(at / count)] as number) * (rowSums[neighbour] as number);
    return product > 0 ? 1 / Math.sqrt(product) : 0;
  });
}

/**
 * The product of the graph and a table, differentiable in the mapped vectors through the cosines of the edges. Which
 * edges there are, and their normalisation, are constants.
 * @param options.mapped [items, content width]
 * @param options.table [items, width]
 * @returns [items, width]
 */
export function learnedPropagation(options: {
  readonly structure: LearnedStructure;
  readonly mapped: Tensor2D;
  readonly table: Tensor2D;
}): Tensor2D {
  const { places, factors } = options.structure;
  const units = unitRows(options.mapped);
  const cosines = concatColumns(places.map((items) => rowDots(units, embeddingLookup(units, items)))); // [items, places]
  const weights = elementProduct(cosines, tensor2d(factors, [units.shape[0], places.length]));
  return mixRows(
    weights,
    places.map((items) => embeddingLookup(options.table, items)),
  );
}
