import { type VideoId, videoId } from '../src/core/ids.js';
import type { DeleteReport } from '../src/core/reports/delete-report.js';
import type { PipelineContext } from './context.js';
import { withWritableStore } from './stages/open-for-reading.js';

/** Removes videos and everything derived from them; the files on disk are not touched. */
export async function deleteVideos(options: {
  readonly context: PipelineContext;
  readonly ids: readonly string[];
}): Promise<DeleteReport> {
  const { context } = options;
  return withWritableStore({ context, command: 'delete' }, async (store) => {
    const wanted = [...new Set(options.ids)].map((id) => videoId(id));
    const deleted = new Set<VideoId>(await store.videos.delete(wanted));
    if (deleted.size > 0) await store.videos.maintain();
    return {
      deleted: wanted.filter((id) => deleted.has(id)),
      missing: wanted.filter((id) => !deleted.has(id)),
      stored: await store.videos.count(),
    };
  });
}
