import { videoId } from '../src/core/ids.js';
import type { ImportReport } from '../src/core/reports/import-report.js';
import type { StoreSchema, VideoStore } from '../src/core/store.js';
import { openStore } from '../src/store/open-store.js';
import { readStoreFile } from '../src/store/store-file.js';
import { videoTokenBase } from './configs/video-token-base.js';
import type { PipelineContext } from './context.js';
import { clusterItems } from './import/cluster-items.js';
import { datasetHash, usedFiles } from './import/dataset-hash.js';
import type { DatasetSurvey, ImportTarget } from './import/import-session.js';
import { importedUri } from './import/item-record.js';
import { type FullSurvey, type SurveyOptions, surveyDataset } from './import/survey-dataset.js';
import { writeEvents } from './import/write-events.js';
import { writeItems } from './import/write-items.js';
import { withStoreIfAny } from './stages/open-for-reading.js';
import { createRunJournal } from './stages/run-journal.js';
import { createStageClock, type StageClock } from './stages/stage-clock.js';

export interface ImportOptions extends Omit<SurveyOptions, 'signal'> {
  readonly context: PipelineContext;
  /** Content clusters. Default √items, see `defaultClusterCount`. */
  readonly clusters?: number;
  readonly seed: number;
  /** Read and look up, and write nothing. */
  readonly dryRun: boolean;
}

/**
 * The door for people who have features and interactions already: items become rows of `videos` without media, with
 * their vectors and content clusters, events become rows of `interactions`. Interactions alone go to the videos of an
 * existing store. Running it again changes nothing; after a kill it goes on where it stopped. Items that a later version
 * of the data set no longer has stay.
 * @throws VidtokenError `usage`, `invalid-value` (files that do not fit each other), `extractor-mismatch` (the store
 *   holds other features), `store-locked`
 */
export async function importDataset(options: ImportOptions): Promise<ImportReport> {
  const { context } = options;
  const stages = createStageClock(context.clock);
  const survey = await stages.time('read', 0, () => surveyDataset({ ...options, signal: context.signal }));
  try {
    const dataHash = await datasetHash(survey.files, context.signal);
    const work = { options, stages, dataHash };
    if (!options.dryRun) return await importInto({ ...work, survey });
    return await withStoreIfAny(context, async (store) => {
      const target = { context, store, journal: undefined };
      return bring({ ...work, survey: await itemsOf(survey, store), target });
    });
  } finally {
    await survey.features.close();
  }
}

interface Work {
  readonly options: ImportOptions;
  readonly stages: StageClock;
  readonly dataHash: string;
  readonly survey: FullSurvey;
}

async function importInto(work: Work): Promise<ImportReport> {
  const { context, path, clusters, minimumRating, seed } = work.options;
  const schema = await schemaFor(work.survey, context.dataFolder);
  const store = await openStore({
    folder: context.dataFolder,
    mode: 'write',
    ...(schema === undefined ? {} : { schema }),
    command: 'import',
    clock: context.clock,
    logger: context.logger,
  });
  try {
    const journal = createRunJournal({
      ...context,
      store,
      command: 'import',
      config: {
        path,
        dataset: work.survey.files.name,
        clusters: clusters ?? null,
        minimumRating: minimumRating ?? null,
      },
    });
    const survey = await itemsOf(work.survey, store);
    return await journal.close(
      () => bring({ ...work, survey, target: { context, store, journal } }),
      () => ({ seed, dataHash: work.dataHash }),
    );
  } finally {
    await store.close();
  }
}

/** Features decide what a store is made for; without any, an existing one stays as it is. */
async function schemaFor({ features }: DatasetSurvey, folder: string): Promise<StoreSchema | undefined> {
  const isNew = (await readStoreFile(folder)) === undefined;
  if (features.rows === undefined && !isNew) return undefined;
  return { extractors: features.specs, tokenDimension: videoTokenBase.tokenDimension };
}

/** Interactions alone are about the videos of the store, where it has any from elsewhere. */
async function itemsOf(survey: FullSurvey, store: VideoStore | undefined): Promise<FullSurvey> {
  if (survey.items.source !== 'interactions' || store === undefined) return survey;
  const own = importedUri(survey.files.name).replaceAll("'", "''");
  const others = await store.videos.count(`NOT starts_with(uri, '${own}')`);
  return others === 0 ? survey : { ...survey, items: { ...survey.items, source: 'store', ids: [] } };
}

async function bring(work: Work & { readonly target: ImportTarget }): Promise<ImportReport> {
  const { survey, target, stages, options, dataHash } = work;
  const { store, context, journal } = target;
  const { items, events, features, files } = survey;
  const written = await stages.time('items', items.ids.length, () => writeItems(survey, target));
  if (store !== undefined && journal !== undefined) {
    await stages.time('cluster', items.ids.length, () =>
      clusterItems({
        context,
        store,
        k: options.clusters,
        hasReplaced: written.counts.replaced > 0,
        seed: options.seed,
        begin: () => journal.begin(),
      }),
    );
  }
  const stored = await stages.time('interactions', events.counts.read, () => writeEvents(survey, target));
  if (store !== undefined && journal !== undefined) {
    await stages.time('index', 0, () => store.videos.maintain());
  }
  return {
    dataset: files.name,
    files: usedFiles(files).map((used) => ({ ...used })),
    ignored: files.ignored.map((each) => ({ ...each })),
    items: {
      source: items.source,
      total: items.ids.length,
      ...written.counts,
      repeated: items.repeated,
      withoutFeatures: written.tally.withoutFeatures,
    },
    features: written.tally.report(features),
    interactions: { ...events.counts, ...stored, unknownItems: await countUnknown(survey, store) },
    users: survey.users,
    malformed: survey.malformed.report(),
    clusters: (await store?.clusters.latest('content'))?.centroids.length ?? 0,
    stored: {
      videos: (await store?.videos.count()) ?? 0,
      interactions: (await store?.interactions.count()) ?? 0,
    },
    dataHash,
    dryRun: journal === undefined,
    seconds: stages.seconds(),
    stages: stages.timings(),
  };
}

/** Events about items that neither the data set nor the store has. */
async function countUnknown(
  { items, events }: DatasetSurvey,
  store: VideoStore | undefined,
): Promise<number> {
  const own = new Set(items.ids);
  const foreign = [...events.itemEvents.keys()].filter((id) => !own.has(id)).map((id) => videoId(id));
  const stored = await store?.videos.identitiesById(foreign);
  return foreign
    .filter((id) => stored?.has(id) !== true)
    .reduce((sum, id) => sum + (events.itemEvents.get(id) ?? 0), 0);
}
