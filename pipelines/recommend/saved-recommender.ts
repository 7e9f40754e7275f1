import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../../src/core/errors.js';
import type { JsonValue } from '../../src/core/media.js';
import type { RecommenderSpace } from '../../src/core/recommend.js';
import { type HostTensor, loadCheckpoint, saveCheckpoint } from '../../src/tensor/checkpoint.js';

const factsSchema = z.object({
  model: z.string(),
  space: z.string(),
  /** Label of the extractors whose vectors the model read. */
  extractors: z.string(),
  /** Width of each modality in the order in which the model reads them. */
  content: z.array(z.object({ modality: z.enum(['visual', 'audio', 'text']), width: z.number().int() })),
  /** Every knob of the model by its name; the family parses it again. */
  config: z.record(z.string(), z.unknown()),
});
export type SavedRecommenderFacts = z.infer<typeof factsSchema>;

export interface SavedRecommender {
  readonly facts: SavedRecommenderFacts;
  readonly weights: ReadonlyMap<string, HostTensor>;
}

interface Place {
  /** `PipelineContext.trainedModelsFolder` */
  readonly modelsFolder: string;
  readonly space: RecommenderSpace;
}

/** `<modelsFolder>/recommenders/<space id>.ckpt`; written once, never changed. */
function weightsFile({ modelsFolder, space }: Place): string {
  return join(modelsFolder, 'recommenders', `${space.id}.ckpt`);
}

/** Keeps what a trained recommender needs for items that training never saw. @throws VidtokenError `disk-full`, `store-unwritable` */
export async function saveRecommender(place: Place, saved: SavedRecommender): Promise<void> {
  await saveCheckpoint(weightsFile(place), { tensors: saved.weights, facts: saved.facts as JsonValue });
}

/**
 * @returns undefined for a model that keeps no weights
 * @throws VidtokenError `checkpoint-invalid`
 */
export async function loadSavedRecommender(place: Place): Promise<SavedRecommender | undefined> {
  const path = weightsFile(place);
  const checkpoint = await loadCheckpoint(path);
  if (checkpoint === undefined) return undefined;
  try {
    return { facts: factsSchema.parse(checkpoint.facts), weights: checkpoint.tensors };
  } catch (error) {
    throw new VidtokenError({
      code: 'checkpoint-invalid',
      message: `${path} does not say what it was trained on: ${messageOf(error)}.`,
      hint: `Train it again with: vidtoken train ${place.space.model}`,
      facts: { path },
      cause: error,
    });
  }
}
