import type { VideoId } from '../../src/core/ids.js';
import type { FindNeighbours, ItemContent } from '../../src/core/recommend.js';
import type { VideoStore } from '../../src/core/store.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';

/** Queries under way at the same time: LanceDB works on all cores. */
const CONCURRENCY = 8;

interface Neighbour {
  readonly item: number;
  readonly similarity: number;
}

/**
 * The nearest items of every item from the vector index of the store, for sets that are too large to compare all with all:
 * one query an item, memory for the lists alone. Equal similarities are ordered by the number of the item; items without a
 * vector have no neighbours and are nobody's.
 * @param options.itemIds items of the learning problem; other videos of the store are passed over
 */
export function storeNeighbours(options: {
  readonly store: VideoStore;
  readonly itemIds: readonly VideoId[];
  /** Rows from which an index pays; as elsewhere in the store when absent. */
  readonly vectorIndexMinimumRows?: number;
}): FindNeighbours {
  const { store, itemIds, ...index } = options;
  const numberOf = new Map(itemIds.map((id, item) => [id, item]));
  return async ({ content, count, signal }) => {
    await store.videos.indexPooled(content.modality, index);
    const items = new Int32Array(itemIds.length * count).fill(-1);
    const similarities = new Float32Array(itemIds.length * count);
    const search = async (item: number): Promise<void> => {
      const hits = await store.videos.nearestPooled({
        modality: content.modality,
        vector: rowOf(content, item),
        limit: count + 1,
      });
      const found = hits.flatMap(({ id, similarity }): Neighbour[] => {
        const other = numberOf.get(id);
        return other === undefined || other === item || !(similarity > 0)
          ? []
          : [{ item: other, similarity }];
      });
      found.sort((left, right) => right.similarity - left.similarity || left.item - right.item);
      for (const [place, neighbour] of found.slice(0, count).entries()) {
        items[item * count + place] = neighbour.item;
        similarities[item * count + place] = neighbour.similarity;
      }
    };
    const present = [...itemIds.keys()].filter((item) => content.present[item] === 1);
    for await (const _ of mapConcurrent(present, search, { concurrency: CONCURRENCY, signal })) {
      signal.throwIfAborted();
    }
    return { count, items, similarities };
  };
}

/** [width] */
function rowOf({ vectors, width }: ItemContent, item: number): Float32Array {
  return vectors.slice(item * width, (item + 1) * width);
}
