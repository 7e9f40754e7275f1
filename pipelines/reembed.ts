import type { VideoTokenModel } from '../src/core/embedding.js';
import type { ReembedReport } from '../src/core/reports/reembed-report.js';
import type { VideoStore } from '../src/core/store.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import { clusterStore } from './cluster.js';
import { needsClustering } from './clustering/needs-clustering.js';
import type { PipelineContext } from './context.js';
import { requireCurrentModel } from './stages/current-model.js';
import { embedStored, needsToken } from './stages/embed-stored.js';
import { withWritableStore } from './stages/open-for-reading.js';
import { createRunJournal } from './stages/run-journal.js';
import { createStageClock } from './stages/stage-clock.js';

/**
 * Brings every stored video into the space of the current model, from stored features, without decoding.
 * Needed after a model was replaced by hand or a re-embedding was killed.
 */
export async function reembedStore(options: {
  readonly context: PipelineContext;
  readonly backend: BackendName;
  readonly seed: number;
}): Promise<ReembedReport> {
  const { context, seed } = options;
  const model = await requireCurrentModel(options);
  try {
    return await withWritableStore({ context, command: 'reembed' }, async (store) => {
      const journal = createRunJournal({
        store,
        command: 'reembed',
        config: { backend: options.backend },
        codeVersion: context.codeVersion,
        clock: context.clock,
        signal: context.signal,
      });
      const waiting = await store.videos.count(needsToken(model.space.id));
      const recluster = waiting > 0 || (await needsClustering(store, model.space));
      if (recluster) await journal.begin();
      return journal.close(
        () => reembed({ context, store, model, seed, waiting, recluster }),
        () => ({ spaceId: model.space.id }),
      );
    });
  } finally {
    model.dispose();
  }
}

async function reembed(options: {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  readonly model: VideoTokenModel;
  readonly seed: number;
  readonly waiting: number;
  readonly recluster: boolean;
}): Promise<ReembedReport> {
  const { context, store, model, seed, waiting, recluster } = options;
  const { space } = model;
  const stages = createStageClock(context.clock);
  const tokens = await stages.time('embed', waiting, () => embedStored({ context, store, model }));
  if (recluster) {
    await stages.time('cluster', waiting, () =>
      clusterStore({ ...context, store, space, refit: false, seed }),
    );
    await stages.time('index', waiting, () => store.videos.maintain());
  }
  return {
    spaceId: space.id,
    ...tokens,
    reclustered: recluster,
    stored: await store.videos.count(),
    seconds: stages.seconds(),
    stages: stages.timings(),
  };
}
