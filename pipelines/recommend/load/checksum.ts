import { createHash } from 'node:crypto';
import type { InteractionMatrix, RecommenderData, Split } from '../../../src/core/recommend.js';

/**
 * SHA-256 over one line `<part>\t<user id>\t<item id>` for each pair: train, valid, test, users and their items in the
 * order of ids. It does not depend on times, nor on items without a pair.
 */
export function splitChecksum(
  { userIds, itemIds }: Pick<RecommenderData, 'userIds' | 'itemIds'>,
  parts: Readonly<Record<Split, InteractionMatrix>>,
): string {
  const hash = createHash('sha256');
  for (const part of ['train', 'valid', 'test'] as const) {
    const { starts, items } = parts[part];
    for (const [user, userId] of userIds.entries()) {
      const own = items.slice(starts[user], starts[user + 1]).sort();
      hash.update([...own].map((item) => `${part}\t${userId}\t${itemIds[item]}\n`).join(''));
    }
  }
  return hash.digest('hex');
}

/**
 * SHA-256 over item ids, and for each modality its name, width, presence and vectors (float32, little endian). Clusters
 * are left out: they are made from the vectors, and would tie the checksum to one fit of k-means.
 */
export function featureChecksum({ itemIds, content }: Pick<RecommenderData, 'itemIds' | 'content'>): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(itemIds));
  for (const { modality, width, vectors, present } of content) {
    hash.update(`\n${modality} ${width}\n`).update(present);
    hash.update(new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength));
  }
  return hash.digest('hex');
}
