import { join } from 'node:path';
import type { CandidateDreamUmm } from '../../models/candidate-dreamumm/candidate-dreamumm.js';
import { loadCandidateDreamUmm } from '../../models/candidate-dreamumm/load-model.js';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { BackendName } from '../../src/tensor/backend-names.js';
import type { PipelineContext } from '../context.js';

/** Where `train candidate-dreamumm` leaves f_seq; each training replaces the one before. */
export function predictorFile({ trainedModelsFolder }: PipelineContext): string {
  return join(trainedModelsFolder, 'recommenders', 'candidate-dreamumm.ckpt');
}

/**
 * Opens the trained f_seq; the caller disposes it.
 * @returns undefined when there is none and the policy may do without (`auto`)
 * @throws VidtokenError `no-model`, `space-mismatch`, `checkpoint-invalid`
 */
export async function loadPredictor(options: {
  readonly context: PipelineContext;
  readonly backend: BackendName;
  readonly isOptional: boolean;
  readonly space: EmbeddingSpace;
}): Promise<CandidateDreamUmm | undefined> {
  const { context, backend, isOptional, space } = options;
  await selectBackend({ name: backend, logger: context.logger });
  const predictor = await loadCandidateDreamUmm(predictorFile(context), space.id);
  if (predictor === undefined && !isOptional) {
    throw new VidtokenError({
      code: 'no-model',
      message: 'Candidate-DreamUMM was not trained on this store.',
      hint: 'Train it on a watch log with: vidtoken train candidate-dreamumm, or use: --model dreamumm',
    });
  }
  return predictor;
}
