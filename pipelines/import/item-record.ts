import { createHash } from 'node:crypto';
import { MODALITIES } from '../../src/core/features.js';
import { type ContentHash, contentHash, videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import type { ReadItem } from '../../src/dataset/readers/recbole-item.js';
import type { ItemVectors } from './feature-files.js';

export interface ImportedItem {
  readonly dataset: string;
  readonly id: string;
  readonly vectors: ItemVectors;
  /** What the `.item` file says. */
  readonly facts: ReadItem | undefined;
}

/** Where the rows of a data set lie: nowhere on disk. */
export function importedUri(dataset: string, id = ''): string {
  return `import://${encodeURIComponent(dataset)}/${encodeURIComponent(id)}`;
}

/** Identity of an item without a file: SHA-256 over the name of the data set, the item's id and its vectors. */
export function itemHash({ dataset, id, vectors }: Omit<ImportedItem, 'facts'>): ContentHash {
  const hash = createHash('sha256').update(JSON.stringify([dataset, id]));
  for (const modality of MODALITIES) {
    const vector = vectors[modality];
    if (vector === undefined) continue;
    hash.update(`\n${modality} ${vector.length}\n`);
    hash.update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  }
  return contentHash(hash.digest('hex'));
}

/** A row of `videos` without media. */
export function itemRecord(
  item: ImportedItem,
  { batch, nowMs }: { readonly batch: string; readonly nowMs: number },
): VideoRecord {
  const { dataset, id, vectors, facts } = item;
  return {
    id: videoId(id),
    contentHash: itemHash(item),
    uri: importedUri(dataset, id),
    sizeBytes: 0,
    ...textsOf(facts),
    pooled: vectors,
    batch,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/** Title, tags and metadata as they are compared and stored. */
export function textsOf(
  facts: ReadItem | undefined,
): Pick<VideoRecord, 'title' | 'tags' | 'labels' | 'metadata'> {
  const { title, tags = [], metadata = {} } = facts ?? {};
  return { tags, labels: {}, metadata, ...(title === undefined ? {} : { title }) };
}
