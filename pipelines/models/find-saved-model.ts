import { currentModel, modelFolder, savedModels } from '../../models/video-token/model-folder.js';
import { VidtokenError } from '../../src/core/errors.js';
import type { SpaceId } from '../../src/core/ids.js';

/** A shorter beginning would often fit by accident. */
const SHORTEST_BEGINNING = 4;
const PREFIX = 'video-token-';

export interface SavedModel {
  readonly spaceId: SpaceId;
  readonly folder: string;
}

/**
 * The saved model with a space id, or with the only one that begins so; `video-token-` may be left out.
 * @param text undefined for the selected model
 * @throws VidtokenError `no-model` that lists what is there, `usage` when several begin so.
 */
export async function findSavedModel(modelsFolder: string, text: string | undefined): Promise<SavedModel> {
  const known = await savedModels(modelsFolder);
  const wanted = text ?? (await currentModel(modelsFolder));
  if (wanted === undefined) throw noSuchModel(`No model is selected in ${modelsFolder}.`, known);
  const begin = wanted.startsWith(PREFIX) ? wanted : `${PREFIX}${wanted}`;
  const isLongEnough = begin.length >= PREFIX.length + SHORTEST_BEGINNING;
  const fitting = isLongEnough ? known.filter((id) => id.startsWith(begin)) : [];
  const [spaceId] = fitting;
  if (spaceId === undefined) throw noSuchModel(`There is no model "${wanted}" in ${modelsFolder}.`, known);
  if (fitting.length > 1) {
    throw new VidtokenError({
      code: 'usage',
      message: `"${wanted}" is the beginning of several models: ${fitting.join(', ')}.`,
      hint: 'Give more of the id.',
    });
  }
  return { spaceId, folder: modelFolder(modelsFolder, spaceId) };
}

function noSuchModel(message: string, known: readonly SpaceId[]): VidtokenError {
  return new VidtokenError({
    code: 'no-model',
    message,
    hint:
      known.length === 0
        ? 'Train one with: vidtoken embed <folder>, or: vidtoken distill'
        : `Known models: ${known.join(', ')}.`,
    facts: { known },
  });
}
