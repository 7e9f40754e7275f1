import type { ClusterReport } from '../src/core/reports/cluster-report.js';
import { clusterStore } from './cluster.js';
import type { PipelineContext } from './context.js';
import { currentModel } from './stages/current-model.js';
import { withWritableStore } from './stages/open-for-reading.js';
import { createRunJournal } from './stages/run-journal.js';

/** Fits all centres of a store anew: the `cluster` command. Ids stay the same where members stay together. */
export async function clusterVideos(options: {
  readonly context: PipelineContext;
  readonly k?: number;
  readonly seed: number;
}): Promise<ClusterReport> {
  const { context, k, seed } = options;
  return withWritableStore({ context, command: 'cluster' }, async (store) => {
    const journal = createRunJournal({
      store,
      command: 'cluster',
      config: k === undefined ? {} : { k },
      codeVersion: context.codeVersion,
      clock: context.clock,
      signal: context.signal,
    });
    const space = (await currentModel(context))?.space;
    await journal.begin();
    return journal.close(
      async () => {
        const chosen = k === undefined ? {} : { k };
        const report = await clusterStore({ ...context, store, space, refit: true, seed, ...chosen });
        await store.videos.maintain();
        return report;
      },
      () => ({ seed }),
    );
  });
}
