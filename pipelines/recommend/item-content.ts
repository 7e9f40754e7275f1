import { VidtokenError } from '../../src/core/errors.js';
import type { Modality } from '../../src/core/features.js';
import type { ItemContent } from '../../src/core/recommend.js';
import type { VectorRow } from '../../src/core/store.js';
import { allFinite, norm } from '../../src/math/vector.js';

/** Modalities that a model reads, in its order. */
export type ContentLayout = readonly { readonly modality: Modality; readonly width: number }[];

/**
 * The modality vectors of some rows as a recommender reads them. A vector that is absent, zero or not finite is a row
 * of zeros that counts as absent.
 * @throws VidtokenError `space-mismatch` when a vector has another width than the layout says
 */
export function itemContent(
  rows: readonly Pick<VectorRow, 'id' | 'pooled'>[],
  layout: ContentLayout,
): ItemContent[] {
  return layout.map(({ modality, width }) => {
    const vectors = new Float32Array(rows.length * width); // [rows, width]
    const present = new Uint8Array(rows.length);
    for (const [index, { id, pooled }] of rows.entries()) {
      const vector = pooled[modality];
      if (vector === undefined || !allFinite(vector) || norm(vector) === 0) continue;
      if (vector.length !== width) throw otherWidth({ id, modality, width, found: vector.length });
      vectors.set(vector, index * width);
      present[index] = 1;
    }
    return { modality, width, vectors, present };
  });
}

function otherWidth(facts: {
  readonly id: string;
  readonly modality: string;
  readonly width: number;
  readonly found: number;
}): VidtokenError {
  const { id, modality, width, found } = facts;
  return new VidtokenError({
    code: 'space-mismatch',
    message: `The ${modality} vector of "${id}" has ${found} values, the model reads ${width}.`,
    hint: 'Train the recommender again on this store with: vidtoken train <model>',
    facts,
  });
}
