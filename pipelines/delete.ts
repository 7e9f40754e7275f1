import { type VideoId, videoId } from '../src/core/ids.js';
import type { DeleteReport } from '../src/core/reports/delete-report.js';
import type { PipelineContext } from './context.js';
import { withWritableStore } from './stages/open-for-reading.js';
import { createRunJournal } from './stages/run-journal.js';

/** Removes videos and everything derived from them; the files on disk are not touched. */
export async function deleteVideos(options: {
  readonly context: PipelineContext;
  readonly ids: readonly string[];
}): Promise<DeleteReport> {
  const { context } = options;
  return withWritableStore({ context, command: 'delete' }, async (store) => {
    const wanted = [...new Set(options.ids)].map((id) => videoId(id));
    const found = await store.videos.identitiesById(wanted);
    const journal = createRunJournal({
      store,
      command: 'delete',
      config: { ids: [...found.keys()] },
      codeVersion: context.codeVersion,
      clock: context.clock,
      signal: context.signal,
    });
    if (found.size > 0) await journal.begin();
    return journal.close(async () => {
      const deleted = new Set<VideoId>(await store.videos.delete([...found.keys()]));
      if (deleted.size > 0) await store.videos.maintain();
      return {
        deleted: wanted.filter((id) => deleted.has(id)),
        missing: wanted.filter((id) => !deleted.has(id)),
        stored: await store.videos.count(),
      };
    });
  });
}
