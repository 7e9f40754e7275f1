import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selectModel } from '../../models/video-token/model-folder.js';
import { spaceIdOf } from '../../models/video-token/model-identity.js';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { VideoRecord } from '../../src/core/record.js';
import { openTestStore, STORE_SCHEMA, testRecord, testSpace } from './store-fixtures.js';

const MODEL_HASH = 'ab'.repeat(32);

/** Space of the tokens of `tokenStore`. */
export const TOKEN_SPACE: EmbeddingSpace = testSpace(spaceIdOf(MODEL_HASH));

/** A complete record with a token of `TOKEN_SPACE`. */
export function spaceRecord(
  name: string,
  token: ArrayLike<number>,
  changes: Partial<VideoRecord> = {},
): VideoRecord {
  return testRecord(name, { token: Float32Array.from(token), spaceId: TOKEN_SPACE.id, ...changes });
}

/** Fills a data folder with videos and a current model that is nothing but its identity. */
export async function tokenStore(folder: string, records: readonly VideoRecord[]): Promise<void> {
  const modelFolder = join(folder, 'models', 'video-token', TOKEN_SPACE.id);
  await mkdir(modelFolder, { recursive: true });
  const config = { tokenDimension: STORE_SCHEMA.tokenDimension };
  await writeFile(
    join(modelFolder, 'config.json'),
    JSON.stringify({ modelHash: MODEL_HASH, extractors: [], config }),
  );
  await selectModel(join(folder, 'models'), TOKEN_SPACE.id);
  const store = await openTestStore(folder);
  await store.videos.upsert(records, TOKEN_SPACE);
  await store.close();
}
