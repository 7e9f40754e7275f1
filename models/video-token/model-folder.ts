import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../../src/core/errors.js';
import { type SpaceId, spaceId } from '../../src/core/ids.js';
import { durableFile } from '../../src/tensor/durable-file.js';

/*
 * <modelsFolder>/video-token/<space id>/   one trained model each, never changed after it was written
 * <modelsFolder>/video-token/current.json  which of them embeds
 * <modelsFolder>/video-token/training/     checkpoints of runs that are not finished
 */
const FAMILY = 'video-token';
const CURRENT = 'current.json';

const SPACE_PATTERN = /^video-token-[0-9a-f]{16}$/;

const currentSchema = z.object({ spaceId: z.string().regex(SPACE_PATTERN) });

/** Folder of one model. */
export function modelFolder(modelsFolder: string, space: SpaceId): string {
  return join(modelsFolder, FAMILY, space);
}

/** Folder of the checkpoints of one unfinished run. */
export function trainingFolder(modelsFolder: string, fingerprint: string): string {
  return join(modelsFolder, FAMILY, 'training', fingerprint);
}

/** Space ids of the models of a folder, whole or not, in their order; none when there is no folder. */
export async function savedModels(modelsFolder: string): Promise<SpaceId[]> {
  const names = await readdir(join(modelsFolder, FAMILY)).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  return names
    .filter((name) => SPACE_PATTERN.test(name))
    .sort()
    .map(spaceId);
}

/** Makes a saved model the one that embeds from now on; atomic. @throws VidtokenError `disk-full`, `store-unwritable` */
export async function selectModel(modelsFolder: string, space: SpaceId): Promise<void> {
  const path = join(modelsFolder, FAMILY, CURRENT);
  await durableFile(path, [`${JSON.stringify({ spaceId: space }, undefined, 2)}\n`]);
}

/**
 * Space id of the model that embeds, or undefined when none was ever trained here.
 * @throws VidtokenError `checkpoint-invalid` when the pointer is not readable.
 */
export async function currentModel(modelsFolder: string): Promise<SpaceId | undefined> {
  const path = join(modelsFolder, FAMILY, CURRENT);
  try {
    return spaceId(currentSchema.parse(JSON.parse(await readFile(path, 'utf8'))).spaceId);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw new VidtokenError({
      code: 'checkpoint-invalid',
      message: `${path} does not name a model: ${messageOf(error)}.`,
      hint: 'Remove the file and train again with `vidtoken distill`.',
      facts: { path },
      cause: error,
    });
  }
}

/** ENOTDIR: the data folder is a file, which the store will say better. */
function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code));
}
