import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelFacts, readModelFacts } from '../../models/video-token/read-model-facts.js';
import { readSavedReport, type SavedReport } from '../../models/video-token/read-saved-report.js';
import { VidtokenError } from '../../src/core/errors.js';
import type { SpaceId } from '../../src/core/ids.js';
import type { ModelSummary } from '../../src/core/reports/models-report.js';

/** What a saved model says about itself, without its weights. A damaged one keeps the figures that can be read. */
export async function summariseModel(options: {
  readonly spaceId: SpaceId;
  readonly folder: string;
  readonly selected: boolean;
}): Promise<ModelSummary> {
  const { spaceId, folder, selected } = options;
  const facts = await factsOrProblem(folder);
  const report = await readSavedReport(folder);
  const { sizeBytes, writtenAt } = await filesOf(folder);
  const { provenance } = report;
  return {
    spaceId,
    folder,
    selected,
    createdAt: provenance?.createdAt ?? writtenAt,
    codeVersion: provenance?.codeVersion ?? null,
    ...figuresOf(report),
    dimension: facts.model?.space.dimension ?? report.tokenDimension ?? null,
    extractors: facts.model?.space.extractors ?? null,
    inputLicence: provenance?.inputLicence ?? null,
    sizeBytes,
    problem: facts.problem ?? null,
  };
}

function figuresOf(report: SavedReport) {
  const { validationCrossEntropy, shuffledCrossEntropy, descriptionRetrieval } = report;
  return {
    trainVideos: report.trainVideos ?? null,
    validationVideos: report.validationVideos ?? null,
    validationLoss: validationCrossEntropy ?? null,
    shuffledLoss: shuffledCrossEntropy ?? null,
    shuffledRatio:
      validationCrossEntropy === undefined || shuffledCrossEntropy === undefined
        ? null
        : shuffledCrossEntropy / validationCrossEntropy,
    withoutTokenLoss: report.withoutTokenCrossEntropy ?? null,
    unigramLoss: report.unigramCrossEntropy ?? null,
    descriptionRecallAt1: descriptionRetrieval?.recallAt1 ?? null,
    descriptionRecallAt1Chance: descriptionRetrieval?.chanceRecallAt1 ?? null,
    descriptionMedianRank: descriptionRetrieval?.medianRank ?? null,
    effectiveRank: report.effectiveRank ?? null,
    meanPairwiseCosine: report.meanPairwiseCosine ?? null,
    tokenIgnored: report.tokenIgnored ?? null,
    parameters: report.parameters ?? null,
    epochs: report.epochs ?? null,
    seconds: report.seconds ?? null,
    backend: report.backend ?? null,
    dataHash: report.dataHash ?? null,
  };
}

async function factsOrProblem(
  folder: string,
): Promise<{ readonly model?: ModelFacts; readonly problem?: string }> {
  try {
    return { model: await readModelFacts(folder) };
  } catch (error) {
    if (!(error instanceof VidtokenError)) throw error;
    return { problem: error.message };
  }
}

/** Bytes of all files, and when the last of them was written. */
async function filesOf(folder: string): Promise<{ sizeBytes: number; writtenAt: string }> {
  let sizeBytes = 0;
  let writtenMs = 0;
  for (const name of await readdir(folder)) {
    const { size, mtimeMs } = await stat(join(folder, name));
    sizeBytes += size;
    writtenMs = Math.max(writtenMs, mtimeMs);
  }
  return { sizeBytes, writtenAt: new Date(writtenMs).toISOString() };
}
