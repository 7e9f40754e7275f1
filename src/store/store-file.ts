import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { VidtokenError } from '../core/errors.js';
import { type ExtractorSpec, extractorSetLabel, MODALITIES } from '../core/features.js';
import type { StoreSchema } from '../core/store.js';
import { storeError } from './store-error.js';

export const STORE_FILE = 'store.json';
const FORMAT = 1;

const storeFileSchema = z.object({
  format: z.literal(FORMAT),
  tokenDimension: z.number().int().positive(),
  extractors: z.array(
    z.object({
      id: z.string(),
      version: z.number().int(),
      modality: z.enum(MODALITIES),
      width: z.number().int().positive(),
      pooledWidth: z.number().int().positive(),
      weightsHash: z.string().exactOptional(),
      textAligned: z.boolean().exactOptional(),
    }),
  ),
});

/** What the store in `folder` was created for; `undefined` when there is none. @throws `store-corrupt` */
export async function readStoreFile(folder: string): Promise<StoreSchema | undefined> {
  const path = join(folder, STORE_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw storeError(error, { folder, action: 'reading its description' });
  }
  return parseStoreFile(text, path);
}

function parseStoreFile(text: string, path: string): StoreSchema {
  try {
    const { extractors, tokenDimension } = storeFileSchema.parse(JSON.parse(text));
    return { extractors, tokenDimension };
  } catch (error) {
    throw new VidtokenError({
      code: 'store-corrupt',
      message: `${path} is not the description of a store of this version of vidtoken.`,
      hint: 'Restore it from a copy, or use another folder with --data <folder>.',
      cause: error,
    });
  }
}

/** Written beside and renamed, so that it is there as a whole or not at all. */
export async function writeStoreFile(folder: string, schema: StoreSchema): Promise<void> {
  const path = join(folder, STORE_FILE);
  const draft = `${path}.${randomUUID()}`;
  const { tokenDimension, extractors } = schema;
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(`${JSON.stringify({ format: FORMAT, tokenDimension, extractors }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    throw storeError(error, { folder, action: 'writing its description' });
  } finally {
    await rm(draft, { force: true });
  }
}

/** @throws VidtokenError `extractor-mismatch` naming both sets. */
export function requireSameExtractors(
  folder: string,
  { stored, wanted }: { readonly stored: StoreSchema; readonly wanted: StoreSchema },
): void {
  if (JSON.stringify(stored.extractors.map(facts)) === JSON.stringify(wanted.extractors.map(facts))) return;
  const storedLabel = extractorSetLabel(stored.extractors);
  const wantedLabel = extractorSetLabel(wanted.extractors);
  throw new VidtokenError({
    code: 'extractor-mismatch',
    message: `The store in ${folder} holds features of "${storedLabel}", this run makes "${wantedLabel}".`,
    hint: 'Use the extractors of the store, or start another one with --data <folder>.',
    facts: { folder, stored: storedLabel, wanted: wantedLabel },
  });
}

function facts({
  id,
  version,
  modality,
  width,
  pooledWidth,
  weightsHash,
}: ExtractorSpec): readonly unknown[] {
  return [id, version, modality, width, pooledWidth, weightsHash];
}
