import { sigmoid } from '../../src/tensor/activation.js';
import { concatColumns } from '../../src/tensor/concat-columns.js';
import { scaled } from '../../src/tensor/differentiable.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { multiplyRows } from '../../src/tensor/multiply-rows.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import { linear } from '../../src/tensor/product.js';
import type { Tensor2D } from '../../src/tensor/tensor.js';

export interface ItemTowerInput {
  /** [items, dimension] e_i^id */
  readonly itemIds: Tensor2D;
  /** A modality each: [items, modal width] h_i^m */
  readonly encoded: readonly Tensor2D[];
  /** [items] popularity bin of each item */
  readonly bins: Int32Array;
}

/**
 * Section 4.5: h_i^final = concat((1 − δ) e_i^id, δ h_i^m …), eq. 11. Without the gate both weigh 1.
 * @returns [items, dimension + modalities · modal width]
 */
export function itemTower(
  parameters: Parameters,
  { itemIds, encoded, bins }: ItemTowerInput,
  options: { readonly gate: boolean },
): Tensor2D {
  if (!options.gate) return concatColumns([itemIds, ...encoded]);
  const logits = gateLogits(parameters); // [bins, 1]
  const content = embeddingLookup(sigmoid(logits), bins); // δ: [items, 1]
  const behaviour = embeddingLookup(sigmoid(scaled(logits, -1)), bins); // 1 − δ = sigmoid(−x): [items, 1]
  return concatColumns([
    multiplyRows(itemIds, behaviour),
    ...encoded.map((modality) => multiplyRows(modality, content)),
  ]);
}

/** What eq. 10 takes the sigmoid of, for every bin at once: w_popᵀ e^pop + b_pop. @returns [bins, 1] */
function gateLogits(parameters: Parameters): Tensor2D {
  return linear({
    input: parameters.get('popularity'),
    weight: parameters.get('gate/weight'),
    bias: parameters.get('gate/bias'),
  });
}
