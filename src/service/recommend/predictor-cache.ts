import { stat } from 'node:fs/promises';
import type { CandidateDreamUmm } from '../../../models/candidate-dreamumm/candidate-dreamumm.js';
import type { PipelineContext } from '../../../pipelines/context.js';
import { loadPredictor, predictorFile } from '../../../pipelines/recommend/load-predictor.js';
import type { EmbeddingSpace } from '../../core/embedding.js';

/** The trained f_seq of Candidate-DreamUMM, read once for each training. */
export interface PredictorCache {
  /**
   * To be used in the same turn: the next call may dispose it when a newer one was trained.
   * @returns undefined where there is none and `isOptional`
   * @throws VidtokenError `no-model`, `space-mismatch`, `checkpoint-invalid`
   */
  get(options: {
    readonly space: EmbeddingSpace;
    readonly isOptional: boolean;
  }): Promise<CandidateDreamUmm | undefined>;
  dispose(): void;
}

interface Loaded {
  readonly version: string;
  readonly predictor: CandidateDreamUmm;
}

export function createPredictorCache(context: PipelineContext): PredictorCache {
  let loaded: Loaded | undefined;
  let loading: Promise<unknown> = Promise.resolve();
  const load = async (space: EmbeddingSpace, isOptional: boolean): Promise<CandidateDreamUmm | undefined> => {
    const version = await versionOf(predictorFile(context), space);
    if (version !== undefined && loaded?.version === version) return loaded.predictor;
    loaded?.predictor.dispose();
    loaded = undefined;
    const predictor = await loadPredictor({ context, backend: 'auto', isOptional, space });
    if (version !== undefined && predictor !== undefined) loaded = { version, predictor };
    return predictor;
  };
  return {
    get({ space, isOptional }) {
      const turn = loading.then(() => load(space, isOptional));
      // The next call goes on after a failed one; the failure itself belongs to its caller.
      loading = turn.catch(() => undefined);
      return turn;
    },
    dispose() {
      loaded?.predictor.dispose();
      loaded = undefined;
    },
  };
}

async function versionOf(path: string, { id }: EmbeddingSpace): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return [id, ino, size, mtimeMs].join(' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
