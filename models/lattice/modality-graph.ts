import type { FindNeighbours, ItemContent } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import { addTensors } from '../../src/tensor/add-tensors.js';
import type { ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import { readValues } from '../../src/tensor/read-values.js';
import { type SparseMatrix, sparseProduct, transposedSparse } from '../../src/tensor/sparse-product.js';
import { type Tensor1D, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { itemGraph } from '../item-graph/item-graph.js';
import { mergedSparse } from '../item-graph/merged-sparse.js';
import { neighbours } from '../item-graph/neighbours.js';
import { unitVectors } from '../item-graph/unit-vectors.js';
import { xavierUniform } from '../pairwise/initial-table.js';
import { type LearnedStructure, learnedPropagation, learnedStructure } from './learned-structure.js';

/** The item graph of one modality: λ of its raw vectors and 1 − λ of the mapped ones. Owns its vectors. */
export interface ModalityGraph {
  /** Finds the neighbours by the map as it is now. */
  relearn(parameters: Parameters): void;
  /** λ S + (1 − λ) Ã as it was last learned (eq. 6). [items, items] */
  graph(): SparseMatrix;
  /** The product of that graph with a table, differentiable in the map as well. [items, width] */
  propagate(parameters: Parameters, table: Tensor2D): Tensor2D;
  dispose(): void;
}

/** The map of one modality, by parameter name. */
export function mapSpecs(content: ItemContent, width: number, random: Random): [string, ParameterSpec][] {
  return [
    [`${content.modality}/weight`, xavierUniform([content.width, width], random)],
    [`${content.modality}/bias`, { shape: [width], initial: new Float32Array(width), decays: false }],
  ];
}

export async function modalityGraph(options: {
  readonly content: ItemContent;
  readonly count: number;
  readonly rawShare: number;
  readonly contentWidth: number;
  readonly signal: AbortSignal;
  readonly findNeighbours?: FindNeighbours | undefined;
}): Promise<ModalityGraph> {
  const { content, count, rawShare, contentWidth } = options;
  const raw = itemGraph({
    neighbours: await neighbours(options),
    weights: 'cosine',
    symmetric: false,
    normalisation: 'row-sums',
  }); // S (eqs. 2 to 4)
  const rawTransposed = transposedSparse(raw);
  const vectors = tensor2d(unitVectors(content), [content.present.length, content.width]);
  const mapped = (parameters: Parameters): Tensor2D =>
    linear({
      input: vectors,
      weight: parameters.get<Tensor2D>(`${content.modality}/weight`),
      bias: parameters.get<Tensor1D>(`${content.modality}/bias`),
    }); // [items, content width] (eq. 5)
  let learned: LearnedStructure | undefined;
  const structure = (parameters: Parameters): LearnedStructure => {
    const values = readValues(() => mapped(parameters));
    return learnedStructure({ ...content, width: contentWidth, vectors: values }, count);
  };
  return {
    relearn(parameters) {
      learned = structure(parameters);
    },
    graph: () =>
      learned === undefined
        ? raw
        : mergedSparse(raw, learned.graph, (left, right) => rawShare * left + (1 - rawShare) * right),
    propagate(parameters, table) {
      learned ??= structure(parameters);
      const fromMap = learnedPropagation({ structure: learned, mapped: mapped(parameters), table });
      const fromRaw = sparseProduct({ matrix: raw, transposed: rawTransposed, dense: table });
      return addTensors([fromRaw, fromMap], [rawShare, 1 - rawShare]);
    },
    dispose: () => vectors.dispose(),
  };
}
