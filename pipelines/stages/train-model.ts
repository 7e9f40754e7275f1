import { modelFamily } from '../../models/registry.js';
import type { VideoTokenConfig } from '../../models/video-token/config.js';
import { selectModel } from '../../models/video-token/model-folder.js';
import type { VideoTokenReport } from '../../models/video-token/report.js';
import { trainVideoToken } from '../../models/video-token/train-video-token.js';
import type { VideoTokenModel } from '../../src/core/embedding.js';
import type { DistillSummary } from '../../src/core/reports/distill-report.js';
import type { VideoStore } from '../../src/core/store.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { BackendName } from '../../src/tensor/backend-names.js';
import type { PipelineContext } from '../context.js';
import { inputLicence } from './input-licence.js';
import { loadExamples } from './load-examples.js';

export interface TrainingOptions {
  readonly config: VideoTokenConfig;
  readonly backend: BackendName;
  /** Licence of videos and descriptions, for the card of the model; without it what the manifests say. */
  readonly inputLicence?: string;
}

export interface TrainedModel {
  /** The caller disposes it. */
  readonly model: VideoTokenModel;
  readonly folder: string;
  readonly resumed: boolean;
  readonly summary: DistillSummary;
  readonly details: VideoTokenReport;
}

/**
 * Trains a student on the described videos of a store, saves it and makes it the one that embeds.
 * @throws VidtokenError `too-few-videos`, `training-diverged`, `interrupted`, `disk-full`.
 */
export async function trainModel(
  options: TrainingOptions & {
    readonly context: PipelineContext;
    readonly store: VideoStore;
    readonly resume: boolean;
  },
): Promise<TrainedModel> {
  const { context, store, config, resume } = options;
  const { logger, progress, clock, signal, trainedModelsFolder } = context;
  await selectBackend({ name: options.backend, logger });
  const createdAt = new Date(clock()).toISOString();
  const licence = options.inputLicence ?? (await inputLicence(store, signal));
  const trained = await trainVideoToken({
    examples: await loadExamples({ store, limit: config.maximumVideos, signal }),
    extractors: store.schema.extractors,
    config,
    modelsFolder: trainedModelsFolder,
    provenance: {
      createdAt,
      codeVersion: context.codeVersion,
      ...(licence === undefined ? {} : { inputLicence: licence }),
    },
    resume,
    logger,
    progress,
    clock,
    signal,
  });
  await selectModel(trainedModelsFolder, trained.space.id);
  return {
    model: await modelFamily('video-token').open(trained.folder),
    folder: trained.folder,
    resumed: trained.resumed,
    summary: summaryOf(trained.report),
    details: trained.report,
  };
}

function summaryOf(report: VideoTokenReport): DistillSummary {
  const { withoutTokenCrossEntropy: withoutToken, descriptionRetrieval: retrieval } = report;
  return {
    spaceId: report.spaceId,
    dataHash: report.dataHash,
    dimension: report.tokenDimension,
    trainVideos: report.trainVideos,
    validationVideos: report.validationVideos,
    epochs: report.epochs,
    bestEpoch: report.bestEpoch,
    trainLoss: report.trainCrossEntropy,
    validationLoss: report.validationCrossEntropy,
    shuffledLoss: report.shuffledCrossEntropy,
    unigramLoss: report.unigramCrossEntropy,
    ...(withoutToken === undefined ? {} : { withoutTokenLoss: withoutToken }),
    ...(retrieval === undefined
      ? {}
      : {
          descriptionRecallAt1: retrieval.recallAt1,
          descriptionRecallAt1Chance: retrieval.chanceRecallAt1,
          descriptionMedianRank: retrieval.medianRank,
          descriptionMedianRankChance: retrieval.chanceMedianRank,
        }),
    effectiveRank: report.effectiveRank,
    meanPairwiseCosine: report.meanPairwiseCosine,
    labels: report.labelRetrieval.map(({ label, precisionAt10, chancePrecisionAt10 }) => ({
      label,
      precisionAt10,
      chance: chancePrecisionAt10,
    })),
    tokenIgnored: report.tokenIgnored,
    seconds: report.seconds,
  };
}
