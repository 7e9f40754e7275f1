import type { VideoTokenModel } from '../src/core/embedding.js';
import { VidtokenError } from '../src/core/errors.js';

/** A kind of model: one folder beside this file and one line here. */
interface ModelFamily {
  /** What one model of it learns. */
  readonly purpose: string;
  /** Paper and section. */
  readonly source: string;
  /** Opens a trained model folder; loaded when asked for. */
  readonly open: (folder: string) => Promise<VideoTokenModel>;
}

const FAMILIES: Readonly<Record<string, ModelFamily>> = {
  'video-token': {
    purpose: 'one vector per video from which a decoder can say its description',
    source: 'DreamUMM, section 2.5',
    open: async (folder) =>
      (await import('./video-token/load-video-token-model.js')).loadVideoTokenModel(folder),
  },
};

/** Every known kind of model. */
export const MODEL_IDS: readonly string[] = Object.keys(FAMILIES);

/** @throws VidtokenError `configuration` that lists the known ids */
export function modelFamily(id: string): ModelFamily {
  const family = Object.hasOwn(FAMILIES, id) ? FAMILIES[id] : undefined;
  if (family === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: `There is no model "${id}".`,
      hint: `Known models: ${MODEL_IDS.join(', ')}.`,
      facts: { id, known: MODEL_IDS },
    });
  }
  return family;
}
