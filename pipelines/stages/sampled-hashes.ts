import type { ContentHash } from '../../src/core/ids.js';
import type { VideoStore } from '../../src/core/store.js';
import { HAS_MEDIA } from './media-rows.js';

/**
 * The contents with the smallest hashes: as fair as a draw, the same with each run, and a larger sample contains a
 * smaller one, so that what was paid stays of use.
 */
export async function sampledHashes(store: VideoStore, size: number): Promise<ReadonlySet<ContentHash>> {
  const hashes: ContentHash[] = [];
  for await (const rows of store.videos.scanVectors({ where: HAS_MEDIA })) {
    for (const { contentHash } of rows) hashes.push(contentHash);
  }
  return new Set(hashes.sort().slice(0, size));
}
