import { INTEREST_INTENSITY } from '../models/m3csr/train.js';
import type { RecommenderFamily, TrainedRecommender } from '../models/recommender.js';
import { loadRecommender } from '../models/recommenders.js';
import { VidtokenError } from '../src/core/errors.js';
import { extractorSetLabel } from '../src/core/features.js';
import type { JsonValue } from '../src/core/media.js';
import type { Factors, RecommenderSpace } from '../src/core/recommend.js';
import type { TrainReport } from '../src/core/reports/train-report.js';
import type { ProgressStage } from '../src/core/runtime.js';
import type { FactorRow, VideoStore } from '../src/core/store.js';
import type { SplitPolicy } from '../src/dataset/splits/split-interactions.js';
import { Random } from '../src/math/random.js';
import { usersWithItems } from '../src/metrics/users-with-items.js';
import { selectBackend } from '../src/tensor/backend.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import { durableFile } from '../src/tensor/durable-file.js';
import type { PipelineContext } from './context.js';
import { type LoadedRecommenderData, loadRecommenderData } from './recommend/load-recommender-data.js';
import { mergeInteractions } from './recommend/merge-interactions.js';
import { recommenderConfig } from './recommend/recommender-config.js';
import { recommenderSpace } from './recommend/recommender-space.js';
import { saveRecommender } from './recommend/saved-recommender.js';
import { servingProtocol } from './recommend/serving-protocol.js';
import { storeNeighbours } from './recommend/store-neighbours.js';
import { validationRecall } from './recommend/validation-recall.js';
import { interestIntensityPlot } from './report/interest-intensity-plot.js';
import { withWritableStore } from './stages/open-for-reading.js';
import { createRunJournal } from './stages/run-journal.js';

export interface TrainRecommenderRun {
  readonly context: PipelineContext;
  /** Id in the registry of recommenders. */
  readonly model: string;
  /** One of the family's named variants. */
  readonly variant?: string;
  /** Knobs that differ from the variant. */
  readonly changes?: Readonly<Record<string, JsonValue>>;
  readonly split?: SplitPolicy;
  readonly minimumRating?: number;
  readonly seed: number;
  /** Train a second time on everything, for as many epochs as were best on the held-out part. */
  readonly refit: boolean;
  readonly backend: BackendName;
  /** Absolute path of an SVG picture of the interest intensities of ten users (M3CSR, Figure 6). */
  readonly intensityPlotFile?: string;
}

/** A family with what it is trained on and for. */
interface Training {
  readonly run: TrainRecommenderRun;
  readonly store: VideoStore;
  readonly family: RecommenderFamily;
  readonly config: unknown;
  readonly loaded: LoadedRecommenderData;
}

/**
 * Trains a recommender on the stored interactions and writes its final vectors to `user_vectors` and `item_vectors`:
 * the `train` command. The epoch is chosen on the held-out validation part alone.
 * @throws VidtokenError `configuration` for an unknown model, one without vectors, or a store without interactions
 */
export async function trainRecommender(run: TrainRecommenderRun): Promise<TrainReport> {
  const { context, model } = run;
  const family = await loadRecommender(model);
  const config = recommenderConfig({ family, ...run });
  await selectBackend({ name: run.backend, logger: context.logger });
  return withWritableStore({ context, command: 'train' }, async (store) => {
    const protocol = await servingProtocol({ ...run, store });
    const loaded = await loadRecommenderData({ store, protocol, signal: context.signal });
    const journal = createRunJournal({
      ...context,
      store,
      command: 'train',
      config: { model, variant: run.variant ?? null, config: config as JsonValue },
    });
    await journal.begin();
    return journal.close(
      () => trainInto({ run, store, family, config, loaded }),
      () => ({ seed: run.seed, dataHash: loaded.checksum.split }),
    );
  });
}

async function trainInto(training: Training): Promise<TrainReport> {
  const { run, store, family, config, loaded } = training;
  const { context, seed } = run;
  const startedMs = context.clock();
  const chosen = await train(training);
  const bestRecall = validationRecall({ loaded, model: family.id, seed })?.(chosen.recommender);
  const refitted = run.refit;
  const kept = refitted ? await train(onEverything(training, chosen.bestEpoch)) : chosen;
  await plotIntensities(training, kept);
  const factors = requireFactors(kept, family);
  const dataHash = `${loaded.checksum.split}/${loaded.checksum.features}`;
  const space = recommenderSpace({
    model: family.id,
    config: config as JsonValue,
    seed,
    dataHash,
    factors,
  });
  await saveWeights({ training, space, kept });
  const { userIds, itemIds } = loaded.data;
  const users = factorRows({ ids: userIds, vectors: factors.users, width: factors.width });
  const items = factorRows({ ids: itemIds, vectors: factors.items, width: factors.width });
  await store.factors.replace({ space, users, items });
  await store.factors.maintain();
  return {
    model: family.id,
    variant: run.variant ?? null,
    space: space.id,
    dimension: space.dimension,
    config: config as TrainReport['config'],
    seed,
    users: userIds.length,
    exampleUser: userIds[0] ?? '',
    items: itemIds.length,
    interactions: refitted ? everything(loaded).items.length : loaded.data.train.items.length,
    validationRecall: bestRecall ?? null,
    validationUsers: bestRecall === undefined ? 0 : usersWithItems(loaded.valid).length,
    epochs: chosen.epochs.length,
    bestEpoch: chosen.bestEpoch ?? null,
    refitted,
    servesNewItems: kept.weights !== undefined && family.coldItems !== undefined,
    seconds: (context.clock() - startedMs) / 1000,
  };
}

async function train(training: Training & { readonly isFinal?: boolean }): Promise<TrainedRecommender> {
  const { run, family, config, loaded, isFinal = false } = training;
  const { context, seed } = run;
  const validate = isFinal ? undefined : validationRecall({ loaded, model: family.id, seed });
  const stage = context.progress.stage({
    name: isFinal ? `${family.title} on everything` : family.title,
    unit: 'epochs',
  });
  try {
    return await family.train({
      data: loaded.data,
      config,
      seed,
      findNeighbours: storeNeighbours({ store: training.store, itemIds: loaded.data.itemIds }),
      logger: context.logger,
      signal: context.signal,
      onEpoch: ({ loss, validation }) => advance(stage, loss, validation),
      ...(validate === undefined ? {} : { validate }),
    });
  } finally {
    stage.done();
  }
}

function advance(stage: ProgressStage, loss: number, validation: number | undefined): void {
  const quality = validation === undefined ? '' : ` · recall@20 ${validation.toFixed(4)}`;
  stage.advance(1, `loss ${loss.toFixed(4)}${quality}`);
}

/** The same training on all interactions; with early stopping, for as many epochs as were best. */
function onEverything(training: Training, epochs: number | undefined): Training & { readonly isFinal: true } {
  const { family, config, loaded } = training;
  const data = { ...loaded.data, train: everything(loaded) };
  const changes = typeof config === 'object' && config !== null ? config : {};
  const inAll = epochs === undefined ? {} : { epochs };
  return {
    ...training,
    config: family.config.parse({ ...changes, ...inAll }),
    loaded: { ...loaded, data },
    isFinal: true,
  };
}

function everything({ data, valid, test }: LoadedRecommenderData) {
  return mergeInteractions(data.train, valid, test);
}

function requireFactors({ recommender }: TrainedRecommender, family: RecommenderFamily): Factors {
  if (recommender.factors !== undefined) return recommender.factors;
  throw new VidtokenError({
    code: 'configuration',
    message: `"${family.id}" has no user and item vectors, so it cannot be served from the store.`,
    hint: 'It takes part in: vidtoken benchmark recommend. Models with vectors: vidtoken train --help',
    facts: { model: family.id },
  });
}

/** @throws VidtokenError `configuration` when the model has no interest intensities */
async function plotIntensities({ run, family, loaded }: Training, kept: TrainedRecommender): Promise<void> {
  const { intensityPlotFile: path, seed } = run;
  if (path === undefined) return;
  const reading = kept.readings?.[INTEREST_INTENSITY];
  if (reading === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: `"${family.id}" has no interest intensities to plot.`,
      hint: 'M3CSR has: vidtoken train m3csr --intensity-plot <file.svg>',
    });
  }
  const { userIds } = loaded.data;
  await durableFile(path, [interestIntensityPlot({ userIds, ...reading, random: new Random(seed) })]);
}

async function saveWeights(options: {
  readonly training: Training;
  readonly space: RecommenderSpace;
  readonly kept: TrainedRecommender;
}): Promise<void> {
  const { training, space, kept } = options;
  if (kept.weights === undefined) return;
  const { run, store, config, loaded } = training;
  await saveRecommender(
    { modelsFolder: run.context.trainedModelsFolder, space },
    {
      weights: kept.weights,
      facts: {
        model: space.model,
        space: space.id,
        extractors: extractorSetLabel(store.schema.extractors),
        content: loaded.data.content.map(({ modality, width }) => ({ modality, width })),
        config: config as TrainReport['config'],
      },
    },
  );
}

function* factorRows(options: {
  readonly ids: readonly string[];
  readonly vectors: Float32Array;
  readonly width: number;
}): Generator<FactorRow> {
  const { ids, vectors, width } = options;
  for (const [index, id] of ids.entries())
    yield { id, vector: vectors.subarray(index * width, (index + 1) * width) };
}
