import type { EmbeddingSpace } from '../../core/embedding.js';
import { VidtokenError } from '../../core/errors.js';
import { allFinite, norm } from '../../math/vector.js';

/**
 * The space in which is searched.
 * @throws VidtokenError `no-model` where no video has a token, `invalid-value` for a vector of another width, with a value
 *   that is not finite, or without direction
 */
export function requireQuery(space: EmbeddingSpace | undefined, vector: Float32Array): EmbeddingSpace {
  if (space === undefined) {
    throw new VidtokenError({
      code: 'no-model',
      message: 'No stored video has a token yet, so nothing can be compared.',
      hint: 'Add videos (four are enough to train a model), or run: vidtoken distill',
    });
  }
  if (vector.length === space.dimension && allFinite(vector) && norm(vector) > 0) return space;
  throw new VidtokenError({
    code: 'invalid-value',
    message: `The query vector must have ${space.dimension} finite values and a direction; it has ${vector.length} values and length ${norm(vector)}.`,
    facts: { dimension: vector.length },
  });
}
