import { messageOf } from '../src/core/errors.js';
import type { JsonValue } from '../src/core/media.js';
import type { DistillReport } from '../src/core/reports/distill-report.js';
import type { VideoStore } from '../src/core/store.js';
import { clusterStore } from './cluster.js';
import type { PipelineContext } from './context.js';
import { embedStored } from './stages/embed-stored.js';
import { withWritableStore } from './stages/open-for-reading.js';
import { createRunJournal, type RunJournal } from './stages/run-journal.js';
import { createStageClock, type StageClock } from './stages/stage-clock.js';
import { type TrainingOptions, trainModel } from './stages/train-model.js';

export interface DistillOptions extends TrainingOptions {
  readonly context: PipelineContext;
  /** Go on from the last checkpoint of a killed run on the same data and configuration. */
  readonly resume: boolean;
}

/**
 * Trains a new video-token model on all stored descriptions and embeds every stored video with it.
 * The new model makes a new space: until the last row is re-embedded, searching is refused, not mixed.
 * @throws VidtokenError `too-few-videos`, `training-diverged`, `disk-full`.
 */
export async function distillStore(options: DistillOptions): Promise<DistillReport> {
  const { context } = options;
  return withWritableStore({ context, command: 'distill' }, async (store) => {
    const stages = createStageClock(context.clock);
    const journal = createRunJournal({
      store,
      command: 'distill',
      config: { backend: options.backend, training: { ...options.config } },
      codeVersion: context.codeVersion,
      clock: context.clock,
    });
    try {
      await journal.begin();
      return await distil({ ...options, store, stages, journal });
    } catch (error) {
      const status = context.signal.aborted ? 'interrupted' : 'failed';
      await journal.end(status, { error: messageOf(error) });
      throw error;
    }
  });
}

interface OpenDistill extends DistillOptions {
  readonly store: VideoStore;
  readonly stages: StageClock;
  readonly journal: RunJournal;
}

async function distil(options: OpenDistill): Promise<DistillReport> {
  const { context, store, stages, journal } = options;
  const described = await store.videos.count('description IS NOT NULL');
  const trained = await stages.time('distil', described, () => trainModel(options));
  const { model, summary } = trained;
  try {
    const waiting = await store.videos.count();
    const tokens = await stages.time('embed', waiting, () => embedStored({ context, store, model }));
    await stages.time('cluster', waiting, () =>
      clusterStore({ ...context, store, space: model.space, refit: false, seed: options.config.seed }),
    );
    await stages.time('index', waiting, () => store.videos.maintain());
    const report: DistillReport = {
      model: summary,
      details: trained.details,
      modelFolder: trained.folder,
      resumed: trained.resumed,
      reembedded: tokens.embedded + tokens.reembedded,
      clusters: (await store.clusters.latest('token'))?.centroids.length ?? 0,
      seconds: stages.seconds(),
      stages: stages.timings(),
    };
    await journal.end('done', report as JsonValue, {
      seed: options.config.seed,
      spaceId: model.space.id,
      dataHash: trained.details.dataHash,
    });
    return report;
  } finally {
    model.dispose();
  }
}
