import type { EmbeddingSpace } from '../src/core/embedding.js';
import type { SimilarReport } from '../src/core/reports/search-report.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import type { PipelineContext } from './context.js';
import { requireCurrentModel, requireCurrentSpace } from './stages/current-model.js';
import { findQuery } from './stages/find-query.js';
import { hitReport } from './stages/hit-report.js';
import { withStore } from './stages/open-for-reading.js';

export interface SimilarOptions {
  readonly backend: BackendName;
  readonly context: PipelineContext;
  /** Id of a stored video, or path of any video file. */
  readonly target: string;
  readonly limit: number;
  /** SQL condition over the columns of `videos`. */
  readonly where?: string;
  /** Scan every vector instead of using the index. */
  readonly exact: boolean;
}

/**
 * The stored videos nearest to one video by cosine similarity of their tokens. A file that is not in the
 * store is embedded on the fly and stored nowhere. The query and its exact duplicates are left out.
 * @throws VidtokenError `no-such-video`, `no-model`, `space-mismatch`, `usage` (a wrong `where`).
 */
export async function similarVideos(options: SimilarOptions): Promise<SimilarReport> {
  const { context, target } = options;
  return withStore(context, async (store) => {
    const space = await requireCurrentSpace(context);
    const query = await findQuery({
      context,
      store,
      target,
      withModel: async (work) => {
        const model = await requireCurrentModel(options);
        try {
          return await work(model);
        } finally {
          model.dispose();
        }
      },
    });
    const hits = await store.videos.searchVector({
      vector: query.token,
      space,
      limit: options.limit,
      excludeHashes: [query.contentHash],
      exact: options.exact,
      ...(options.where === undefined ? {} : { where: options.where }),
    });
    return { query: query.report, space: publicSpace(space), hits: hits.map(hitReport) };
  });
}

function publicSpace({ id, dimension, metric }: EmbeddingSpace): SimilarReport['space'] {
  return { id, dimension, metric };
}
