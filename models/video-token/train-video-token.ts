import type { EmbeddingSpace } from '../../src/core/embedding.js';
import type { Logger } from '../../src/core/runtime.js';
import { currentBackend } from '../../src/tensor/backend.js';
import { checkConfig } from './config.js';
import { modelFolder } from './model-folder.js';
import { type ModelContents, spaceOf, standardisationTensors } from './model-identity.js';
import type { VideoTokenReport } from './report.js';
import { reportOf } from './report-of.js';
import { saveModel } from './save-model.js';
import { trainEpochs } from './train-epochs.js';
import { prepareTrainingData } from './training-data.js';
import {
  disposeRun,
  meanTokenOf,
  startRun,
  type TrainingRun,
  type TrainVideoTokenOptions,
} from './training-run.js';
import { modelTensors } from './training-state.js';
import { crossEntropyWithoutToken } from './without-token.js';

export interface TrainedVideoToken {
  /** The model's own folder, for `loadVideoTokenModel`. It is not selected yet: see `selectModel`. */
  readonly folder: string;
  readonly space: EmbeddingSpace;
  readonly report: VideoTokenReport;
  readonly resumed: boolean;
}

/**
 * Trains the student: x = F(E(v)), cross-entropy of D(x) against the description (DreamUMM, eqs. 8 and 9).
 * A compute backend must have been selected. The state after each epoch is on disk, so a killed run loses one
 * epoch at most (less with `checkpointEverySteps`) and, resumed on the same backend, ends in the same weights bit for
 * bit.
 * @throws VidtokenError `too-few-videos`, `configuration`, `extractor-mismatch`, `invalid-value`,
 * `training-diverged`, `interrupted`, `checkpoint-invalid`, `disk-full`, `store-unwritable`
 */
export async function trainVideoToken(options: TrainVideoTokenOptions): Promise<TrainedVideoToken> {
  const config = checkConfig(options.config);
  const { examples, extractors, logger } = options;
  const data = prepareTrainingData({ examples, extractors, config });
  const run = startRun({ ...options, config }, data);
  try {
    const { state, checkpoints } = run;
    const resumed = options.resume && (await checkpoints.restoreLast(state));
    if (resumed) logger.info({ step: state.optimizer.step }, 'Training goes on from its last checkpoint.');
    else state.meanToken = meanTokenOf(run, run.student);
    await trainEpochs(run);
    await checkpoints.restoreBest(state);
    const trained = await finish(run);
    await checkpoints.remove();
    return { ...trained, resumed };
  } finally {
    disposeRun(run);
  }
}

/** Measures and saves the model of the best epoch. */
async function finish(run: TrainingRun): Promise<Omit<TrainedVideoToken, 'resumed'>> {
  const { config, extractors, data, state } = run;
  const contents: ModelContents = {
    config,
    extractors,
    tokenizer: data.tokenizer.toJson(),
    tensors: new Map([...modelTensors(state), ...standardisationTensors(data.standardisation)]),
  };
  const space = spaceOf(contents);
  const withoutToken = config.withoutTokenBaseline ? await crossEntropyWithoutToken(run) : undefined;
  const measured = await reportOf({ ...run, space, backend: currentBackend(), withoutToken });
  const report = run.provenance === undefined ? measured : { provenance: run.provenance, ...measured };
  warnAbout(report, run.logger);
  const folder = modelFolder(run.modelsFolder, space.id);
  const validationHashes = data.validation.map(({ contentHash }) => contentHash);
  await saveModel({ folder, contents, report, validationHashes });
  return { folder, space, report };
}

/** Says aloud when the decoder does not read the token, or reads more into it than it knows of unseen videos. */
function warnAbout(report: VideoTokenReport, logger: Logger): void {
  const { validationCrossEntropy, shuffledCrossEntropy, withoutTokenCrossEntropy } = report;
  if (report.tokenIgnored) {
    logger.warn({ validationCrossEntropy, shuffledCrossEntropy }, 'The decoder ignores the video token.');
  }
  if (withoutTokenCrossEntropy !== undefined && withoutTokenCrossEntropy <= validationCrossEntropy) {
    // Usual on a handful of videos, and the summary of the command says it in its own words.
    logger.info(
      { validationCrossEntropy, withoutTokenCrossEntropy },
      'A decoder without any token says unseen descriptions as well.',
    );
  }
}
