import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../../src/core/errors.js';
import type { SpaceId } from '../../src/core/ids.js';
import { durableFile } from '../../src/tensor/durable-file.js';

const FORMAT = 1;

const storedMap = z
  .object({
    format: z.literal(FORMAT),
    spaceId: z.string(),
    method: z.enum(['umap', 'pca']),
    seed: z.number().int(),
    /** ISO 8601 */
    fittedAt: z.string(),
    /** Videos that the projection was fitted on. */
    fittedOn: z.number().int(),
    codeVersion: z.string(),
    ids: z.array(z.string()),
    /** [ids] 0…1 */
    x: z.array(z.number()),
    y: z.array(z.number()),
  })
  .refine(({ ids, x, y }) => ids.length === x.length && ids.length === y.length, {
    error: 'the columns are not of one length',
  });
/** Where each video stands in two dimensions: `<data>/maps/<space id>.json`. */
export type StoredMap = z.infer<typeof storedMap>;

export function mapFile(dataFolder: string, space: SpaceId): string {
  return join(dataFolder, 'maps', `${space}.json`);
}

/** Atomic: readers see the old map or the new one. @throws VidtokenError `disk-full`, `store-unwritable` */
export async function writeMap(dataFolder: string, map: Omit<StoredMap, 'format'>): Promise<string> {
  const path = mapFile(dataFolder, map.spaceId as SpaceId);
  await durableFile(path, [JSON.stringify({ format: FORMAT, ...map })]);
  return path;
}

/** @returns undefined when none was made for the space. @throws VidtokenError `store-corrupt` */
export async function readMap(dataFolder: string, space: SpaceId): Promise<StoredMap | undefined> {
  const path = mapFile(dataFolder, space);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return storedMap.parse(JSON.parse(text));
  } catch (error) {
    throw new VidtokenError({
      code: 'store-corrupt',
      message: `${path} holds no map: ${messageOf(error)}.`,
      hint: 'Make it again with: vidtoken map',
      facts: { path },
      cause: error,
    });
  }
}
