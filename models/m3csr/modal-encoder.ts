import { concatColumns } from '../../src/tensor/concat-columns.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { multiplyRows } from '../../src/tensor/multiply-rows.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';

export interface ModalEncoderOptions {
  readonly parameters: Parameters;
  readonly modality: string;
  /** [items, width of the feature] scaled features e_i^m */
  readonly features: Tensor2D;
  /** [items] rows of the cluster table */
  readonly clusters: Int32Array;
  /** [items] 0 where the item lacks the modality; absent when all have it */
  readonly present?: Int32Array | undefined;
  readonly clusterEmbedding: boolean;
}

/**
 * The modal encoder of both towers: h_i^m = concat(w_mᵀ e_i^m + b_m, c_i^m), eqs. 1 and 2.
 * An item without the modality is a row of zeros: it neither matches anything nor adds to anybody's interest.
 * @returns [items, 2 · dimension]; [items, dimension] without the cluster embedding
 */
export function modalEncoder(options: ModalEncoderOptions): Tensor2D {
  const { parameters, modality, features, clusters, present, clusterEmbedding } = options;
  const mapped = linear({
    input: features,
    weight: parameters.get(`${modality}/map/weight`),
    bias: parameters.get(`${modality}/map/bias`),
  }); // [items, dimension]
  const encoded = clusterEmbedding
    ? concatColumns([mapped, embeddingLookup(parameters.get(`${modality}/cluster`), clusters)])
    : mapped;
  if (present === undefined) return encoded;
  return multiplyRows(encoded, tensor2d(Float32Array.from(present), [present.length, 1]));
}
