import type { EmbeddingSpace } from '../core/embedding.js';
import { VidtokenError } from '../core/errors.js';
import type { Service } from './service.js';

/** The space of the stored tokens. @throws VidtokenError `no-model` before anything was embedded */
export function requiredSpace(library: Service['library']): EmbeddingSpace {
  const { space } = library.state();
  if (space !== undefined) return space;
  throw new VidtokenError({
    code: 'no-model',
    message: 'No stored video has a token yet, so nothing can be compared.',
    hint: 'Add videos: the first embedding job trains a model from four of them on. Words can be searched for already.',
  });
}
