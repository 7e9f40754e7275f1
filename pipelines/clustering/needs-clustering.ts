import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { ClusterSet } from '../../src/core/record.js';
import type { VideoStore } from '../../src/core/store.js';

const WITHOUT_ID = 'content_cluster IS NULL OR (token IS NOT NULL AND token_cluster IS NULL)';

/**
 * Are there rows without a cluster id, centres of another space than the model's, or a fit that was killed
 * before all rows had their ids? All of it is read from the store, so a killed run is noticed by the next one.
 */
export async function needsClustering(store: VideoStore, space: EmbeddingSpace): Promise<boolean> {
  const content = await store.clusters.latest('content');
  const token = await store.clusters.latest('token');
  if (!isFinished(content) || !isFinished(token) || token?.space !== space.id) return true;
  return (await store.videos.count(WITHOUT_ID)) > 0;
}

/** The sizes of a set are written when all rows have their ids. */
function isFinished(set: ClusterSet | undefined): boolean {
  return set !== undefined && set.sizes.length > 0;
}
