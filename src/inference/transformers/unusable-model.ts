import { messageOf, VidtokenError } from '../../core/errors.js';
import type { FoundModel } from '../hub/find-model.js';

/** The error for a model folder that transformers.js cannot work with. */
export function unusableModel(found: FoundModel, reason: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The model ${found.id} in ${found.folder} cannot be used: ${reason}.`,
    hint: 'Fetch it again with `vidtoken fetch`, or choose a model that was made for transformers.js.',
    facts: { id: found.id, folder: found.folder },
    cause,
  });
}

/**
 * What transformers.js does with a model, with its errors told in terms of the model.
 * @throws VidtokenError `configuration`; the signal's reason after an abort
 */
export async function withModel<Result>(
  found: FoundModel,
  work: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof VidtokenError) throw error;
    throw unusableModel(found, messageOf(error).replace(/[.\s]+$/, ''), error);
  }
}
