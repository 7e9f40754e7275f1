import type { VideoStore } from '../../src/core/store.js';
import { clusterStore } from '../cluster.js';
import type { PipelineContext } from '../context.js';

/**
 * Gives imported items their content clusters (M3CSR, section 4.2): centres are fitted the first time, when `k` is
 * another than before, and when vectors were replaced; otherwise new items get the nearest stored centre.
 */
export async function clusterItems(options: {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  readonly k: number | undefined;
  readonly hasReplaced: boolean;
  readonly seed: number;
  readonly begin: () => Promise<void>;
}): Promise<void> {
  const { context, store, k, seed } = options;
  if (store.schema.extractors.length === 0) return;
  const latest = await store.clusters.latest('content');
  const waiting = await store.videos.count('content_cluster IS NULL');
  const refit =
    options.hasReplaced || (k !== undefined && latest !== undefined && latest.centroids.length !== k);
  if (latest !== undefined && latest.sizes.length > 0 && waiting === 0 && !refit) return;
  await options.begin();
  await clusterStore({
    ...context,
    store,
    space: undefined,
    kinds: ['content'],
    refit,
    seed,
    ...(k === undefined ? {} : { k }),
  });
}
