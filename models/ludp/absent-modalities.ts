import { type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import type { LudpModality } from './modality.js';

/** Leaves nothing of a share after the softmax, and stays finite. */
const NEVER = -1e9;

/**
 * What is added to the logits of the items' attention: an item that is joined to no other by a modality has h^m = 0, which
 * would only shrink the rest. [items, modalities]; undefined when every item has neighbours in every modality.
 */
export function absentModalities(
  modalities: readonly LudpModality[],
  itemCount: number,
): Tensor2D | undefined {
  const count = modalities.length;
  const added = new Float32Array(itemCount * count);
  for (const [at, { graph }] of modalities.entries()) {
    if (graph === undefined) continue;
    const { rowStarts } = graph.matrix;
    for (let item = 0; item < itemCount; item += 1) {
      if (rowStarts[item] === rowStarts[item + 1]) added[item * count + at] = NEVER;
    }
  }
  return added.every((value) => value === 0) ? undefined : tensor2d(added, [itemCount, count]);
}
