import { spaceId } from '../src/core/ids.js';
import type { DistillReport } from '../src/core/reports/distill-report.js';
import type { VideoStore } from '../src/core/store.js';
import { clusterStore } from './cluster.js';
import type { PipelineContext } from './context.js';
import { embedStored } from './stages/embed-stored.js';
import { withWritableStore } from './stages/open-for-reading.js';
import { createRunJournal } from './stages/run-journal.js';
import { createStageClock, type StageClock } from './stages/stage-clock.js';
import { type TrainedModel, type TrainingOptions, trainModel } from './stages/train-model.js';
import { requireNoFolder, writeTrainingReport } from './training-report.js';

export interface DistillOptions extends TrainingOptions {
  readonly context: PipelineContext;
  /** Go on from the last checkpoint of a killed run on the same data and configuration. */
  readonly resume: boolean;
  /** HTML page about the run to write, if any. */
  readonly reportFile?: string;
}

/**
 * Trains a new video-token model on all stored descriptions and embeds every stored video with it.
 * The new model makes a new space: until the last row is re-embedded, searching is refused, not mixed.
 * @throws VidtokenError `too-few-videos`, `training-diverged`, `disk-full`, `usage` (a folder in place of a file).
 */
export async function distillStore(options: DistillOptions): Promise<DistillReport> {
  const { context, reportFile } = options;
  // Said before the training, not after it.
  if (reportFile !== undefined) await requireNoFolder(reportFile);
  return withWritableStore({ context, command: 'distill' }, async (store) => {
    const stages = createStageClock(context.clock);
    const journal = createRunJournal({
      store,
      command: 'distill',
      config: { backend: options.backend, training: { ...options.config } },
      codeVersion: context.codeVersion,
      clock: context.clock,
      signal: context.signal,
    });
    await journal.begin();
    return journal.close(
      () => distil({ ...options, store, stages }),
      (report) => ({
        seed: options.config.seed,
        spaceId: spaceId(report.model.spaceId),
        dataHash: report.model.dataHash,
      }),
    );
  });
}

interface OpenDistill extends DistillOptions {
  readonly store: VideoStore;
  readonly stages: StageClock;
}

async function distil(options: OpenDistill): Promise<DistillReport> {
  const { context, store, stages } = options;
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
    const page = await writePage(options, trained);
    return {
      model: summary,
      details: trained.details,
      modelFolder: trained.folder,
      ...(page === undefined ? {} : { reportFile: page.file }),
      resumed: trained.resumed,
      reembedded: tokens.embedded + tokens.reembedded,
      clusters: (await store.clusters.latest('token'))?.centroids.length ?? 0,
      seconds: stages.seconds(),
      stages: stages.timings(),
    };
  } finally {
    model.dispose();
  }
}

async function writePage(
  { context, store, stages, reportFile }: OpenDistill,
  { model, folder }: TrainedModel,
) {
  if (reportFile === undefined) return undefined;
  return stages.time('report', 1, () =>
    writeTrainingReport({ context, store, model, folder, file: reportFile }),
  );
}
