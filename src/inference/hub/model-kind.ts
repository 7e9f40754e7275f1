import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../../core/errors.js';

const configSchema = z.looseObject({
  model_type: z.string().default(''),
  architectures: z.array(z.string()).nullish(),
});

/** What a model says it is, in its `config.json`. */
export interface ModelKind {
  /** For example `clip`, `idefics3`, `whisper`; `''` when it does not say. */
  readonly modelType: string;
  /** Names of model classes, for example `CLIPModel`; may be empty. */
  readonly architectures: readonly string[];
  /** The whole of `config.json`. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** @throws VidtokenError `configuration` when the folder has no readable `config.json` */
export async function modelKind(folder: string): Promise<ModelKind> {
  const path = join(folder, 'config.json');
  try {
    const config = configSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return { modelType: config.model_type, architectures: config.architectures ?? [], config };
  } catch (error) {
    throw new VidtokenError({
      code: 'configuration',
      message: `${path} cannot be used: ${messageOf(error)}.`,
      hint: 'Put the config.json that came with the model there, or fetch the model again with `vidtoken fetch`.',
      facts: { path },
      cause: error,
    });
  }
}
