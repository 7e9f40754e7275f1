import type { VideoStore } from '../../src/core/store.js';

/** Stored descriptions by describer; rows without one stand under `none`. */
export async function countDescribers(store: VideoStore): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const rows of store.videos.scanVectors()) {
    for (const { describerId } of rows) {
      const name = describerId ?? 'none';
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}
