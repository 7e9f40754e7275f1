import type { VideoId } from '../../../src/core/ids.js';
import type { ItemContent } from '../../../src/core/recommend.js';
import type { VectorRow, VideoStore } from '../../../src/core/store.js';
import { compareIds } from '../../../src/dataset/id-order.js';
import { contentLayout } from '../../../src/math/content-vector.js';
import { itemContent } from '../item-content.js';

/** Large pages: rows are read by address, and each page costs a look-up. */
const ROWS_PER_PAGE = 4096;

/** All rows of `videos` as items of a recommender. */
export interface StoredItems {
  /** In the order of `compareIds`. */
  readonly ids: readonly VideoId[];
  readonly content: readonly ItemContent[];
  /** [items] −1 for an item without a cluster, or without any vector. */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** Reads ids, modality vectors and content clusters of every row. A vector that is zero or not finite counts as absent. */
export async function readItems(store: VideoStore, signal: AbortSignal): Promise<StoredItems> {
  const rows: Pick<VectorRow, 'id' | 'pooled' | 'contentClusterId'>[] = [];
  for await (const page of store.videos.scanVectors({ pageSize: ROWS_PER_PAGE })) {
    signal.throwIfAborted();
    // Not the whole row: its token and texts would stay in memory.
    for (const { id, pooled, contentClusterId: cluster } of page) {
      rows.push({ id, pooled, ...(cluster === undefined ? {} : { contentClusterId: cluster }) });
    }
  }
  rows.sort((left, right) => compareIds(left.id, right.id));
  const content = itemContent(rows, contentLayout(store.schema.extractors).blocks);
  const set = await store.clusters.latest('content');
  const clusterCount = set?.centroids.length ?? 0;
  const clusters = Int32Array.from(rows, ({ contentClusterId = -1 }, item) => {
    const isKnown = contentClusterId < clusterCount && content.some(({ present }) => present[item] === 1);
    return isKnown ? contentClusterId : -1;
  });
  return { ids: rows.map(({ id }) => id), content, clusters, clusterCount };
}

/** Some of the items, in their order. */
export function selectItems(items: StoredItems, kept: readonly number[]): StoredItems {
  return {
    ...items,
    ids: kept.map((item) => items.ids[item] as VideoId),
    clusters: Int32Array.from(kept, (item) => items.clusters[item] as number),
    content: items.content.map(({ modality, width, vectors, present }) => {
      const selected = new Float32Array(kept.length * width);
      for (const [place, item] of kept.entries()) {
        selected.set(vectors.subarray(item * width, (item + 1) * width), place * width);
      }
      return {
        modality,
        width,
        vectors: selected,
        present: Uint8Array.from(kept, (item) => present[item] as number),
      };
    }),
  };
}
