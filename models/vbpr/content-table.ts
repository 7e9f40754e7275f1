import type { ItemContent } from '../../src/core/recommend.js';
import { unitVectors } from '../item-graph/unit-vectors.js';

/** Unit vectors of all modalities side by side. → [items, width]; width 0 without content */
export function contentTable(
  content: readonly ItemContent[],
  itemCount: number,
): { readonly values: Float32Array; readonly width: number } {
  const width = content.reduce((sum, one) => sum + one.width, 0);
  const values = new Float32Array(itemCount * width);
  let start = 0;
  for (const modality of content) {
    const units = unitVectors(modality);
    for (let item = 0; item < itemCount; item += 1) {
      const row = units.subarray(item * modality.width, (item + 1) * modality.width);
      values.set(row, item * width + start);
    }
    start += modality.width;
  }
  return { values, width };
}
