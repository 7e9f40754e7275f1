import type { TextSearchReport } from '../src/core/reports/search-report.js';
import type { PipelineContext } from './context.js';
import { hitReport } from './stages/hit-report.js';
import { withStore } from './stages/open-for-reading.js';

/** Full-text search over descriptions, titles and tags, best match (BM25) first. */
export async function searchVideos(options: {
  readonly context: PipelineContext;
  readonly words: string;
  readonly limit: number;
  readonly where?: string;
}): Promise<TextSearchReport> {
  const { words, limit, where } = options;
  return withStore(options.context, async (store) => {
    const hits = await store.videos.searchText({ words, limit, ...(where === undefined ? {} : { where }) });
    return { query: { words }, hits: hits.map(hitReport) };
  });
}
