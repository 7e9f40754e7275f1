import type { VideoTokenModel } from '../src/core/embedding.js';
import type { DistillSummary } from '../src/core/reports/distill-report.js';
import type { EmbedReport } from '../src/core/reports/embed-report.js';
import type { VideoStore } from '../src/core/store.js';
import { clusterStore } from './cluster.js';
import { requireOneSpace } from './clustering/cluster-source.js';
import { needsClustering } from './clustering/needs-clustering.js';
import type { PipelineContext } from './context.js';
import { encodeNewItems } from './recommend/encode-new-items.js';
import { promptHashes } from './stages/create-describers.js';
import { loadCurrentModel } from './stages/current-model.js';
import { type DescribeCounts, describeRows, noDescribeCounts } from './stages/describe-rows.js';
import { embedStored, needsToken } from './stages/embed-stored.js';
import { type IngestCounts, ingestInputs } from './stages/ingest-inputs.js';
import { HAS_MEDIA } from './stages/media-rows.js';
import { type OpenIngestSession, openIngestSession } from './stages/open-ingest-session.js';
import { openMedia } from './stages/open-media.js';
import type { TeacherOptions } from './stages/teacher-options.js';
import { teacherReportOf } from './stages/teacher-report-of.js';
import { type TrainingOptions, trainModel } from './stages/train-model.js';

export interface EmbedOptions extends TrainingOptions {
  readonly context: PipelineContext;
  /** Folders, files and `.jsonl` manifests. */
  readonly paths: readonly string[];
  readonly extractorIds: readonly string[] | undefined;
  readonly teacher: TeacherOptions;
  /** Read files again that failed for good in an earlier run. */
  readonly retryFailed: boolean;
}

/**
 * The main job: scan → probe and sample → extract → describe → (distil once) → embed → cluster → LanceDB.
 *
 * All progress is a fact in the store, so a run that was killed at any moment is finished by running it
 * again: contents are recognised by hash, rows without a token are embedded, training resumes at its
 * last checkpoint.
 */
export async function embedVideos(options: EmbedOptions): Promise<EmbedReport> {
  const { context, config } = options;
  const stored = await loadCurrentModel(options);
  const session = await openIngestSession({
    ...options,
    command: 'embed',
    tokenDimension: config.tokenDimension,
    config: { paths: options.paths, backend: options.backend, training: { ...config } },
    ...(stored === undefined ? {} : { model: stored }),
  });
  let model = stored;
  try {
    // Rows of the store's own former model are what a killed re-embedding left, and are finished below. A model
    // from elsewhere must not take a store over by the way.
    const isForeign = context.modelsFolder !== context.trainedModelsFolder;
    if (isForeign && stored !== undefined) await requireOneSpace(session.store, stored.space);
    return await session.journal.close(
      async () => {
        const ingested = await ingestInputs(session);
        const described = await describeWaiting(session);
        const distilled = model === undefined ? await distillFirst(options, session) : undefined;
        model ??= distilled?.model;
        return finish({
          session,
          ingested,
          described,
          model,
          distilled: distilled?.summary,
          seed: config.seed,
        });
      },
      (report) => ({
        seed: config.seed,
        promptHash: promptHashes(session.teacher.describers),
        ...(model === undefined ? {} : { spaceId: model.space.id }),
        ...(report.distilled === undefined ? {} : { dataHash: report.distilled.dataHash }),
      }),
    );
  } finally {
    model?.dispose();
    await session.close();
  }
}

/** Rows without a description: new ones, and what a kill, a budget or a busy endpoint left. */
async function describeWaiting(session: OpenIngestSession): Promise<DescribeCounts> {
  const { store, stages, journal, teacher } = session;
  const where = `description IS NULL AND ${HAS_MEDIA}`;
  const waiting = teacher.looksAtFiles ? await store.videos.count(where) : 0;
  if (waiting === 0) return noDescribeCounts();
  return stages.time('describe', waiting, () =>
    describeRows({ ...session, openMedia, where, runId: journal.id, begin: () => journal.begin() }),
  );
}

async function distillFirst(options: EmbedOptions, session: OpenIngestSession) {
  const described = await session.store.videos.count('description IS NOT NULL');
  if (described < options.config.minimumVideos) return undefined;
  await session.journal.begin();
  return session.stages.time('distil', described, () =>
    trainModel({ ...options, store: session.store, resume: true }),
  );
}

interface FinishOptions {
  readonly session: OpenIngestSession;
  readonly ingested: IngestCounts;
  readonly described: DescribeCounts;
  readonly model: VideoTokenModel | undefined;
  readonly distilled: DistillSummary | undefined;
  readonly seed: number;
}

async function finish(options: FinishOptions): Promise<EmbedReport> {
  const { session, model, distilled, seed } = options;
  const { store, stages } = session;
  const { describedAtOnce, ...ingested } = options.ingested;
  const described = { ...options.described, described: describedAtOnce + options.described.described };
  const tokens = await embedWaiting(session, model);
  const clusters = await clusterWaiting(session, { model, seed });
  const itemVectors = await recommendable(session);
  await stages.time('index', 0, () => store.videos.maintain());
  return {
    ...ingested,
    embedded: ingested.embedded + tokens.embedded,
    pending: model === undefined ? ingested.pending : 0,
    reembedded: tokens.reembedded,
    spaceId: model?.space.id ?? null,
    clusters,
    itemVectors,
    stored: await store.videos.count(),
    exampleId: await exampleId(store),
    ...(distilled === undefined ? {} : { distilled }),
    teacher: teacherReportOf(session.teacher, described),
    dryRun: false,
    seconds: stages.seconds(),
    stages: stages.timings(),
  };
}

/** New videos can be recommended at once where a trained recommender reads content. */
async function recommendable({ context, store, stages, journal }: OpenIngestSession): Promise<number> {
  if ((await store.factors.models()).length === 0) return 0;
  return stages.time('recommend', 0, () => encodeNewItems({ context, store, begin: () => journal.begin() }));
}

async function exampleId(store: VideoStore): Promise<string | null> {
  for await (const [row] of store.videos.scanVectors({ where: 'token IS NOT NULL', pageSize: 1 })) {
    if (row !== undefined) return row.id;
  }
  return null;
}

async function embedWaiting(session: OpenIngestSession, model: VideoTokenModel | undefined) {
  const { context, store, journal, stages } = session;
  const waiting = model === undefined ? 0 : await store.videos.count(needsToken(model.space.id));
  if (model === undefined || waiting === 0) return { embedded: 0, reembedded: 0 };
  await journal.begin();
  return stages.time('embed', waiting, () => embedStored({ context, store, model }));
}

/** Assigns new rows to the nearest stored centres; fits them the first time. @returns the number of content clusters. */
async function clusterWaiting(
  session: OpenIngestSession,
  { model, seed }: { readonly model: VideoTokenModel | undefined; readonly seed: number },
): Promise<number> {
  const { context, store, stages, journal } = session;
  const stored = await store.videos.count();
  // Centres fitted on the first two or three videos would stay for good: wait until there is a model as well.
  if (model !== undefined && stored > 0 && (await needsClustering(store, model.space))) {
    await journal.begin();
    await stages.time('cluster', stored, () =>
      clusterStore({ ...context, store, space: model.space, refit: false, seed }),
    );
  }
  return (await store.clusters.latest('content'))?.centroids.length ?? 0;
}
