import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { messageOf, VidtokenError } from '../../src/core/errors.js';
import { type ExtractorSpec, extractorSetLabel } from '../../src/core/features.js';
import { type ContentHash, contentHash } from '../../src/core/ids.js';
import { extractorSpecSchema, spaceIdOf } from './model-identity.js';

const factsSchema = z.object({
  modelHash: z.string(),
  extractors: z.array(extractorSpecSchema),
  config: z.looseObject({ tokenDimension: z.number().int() }),
});

/** A saved model without its weights. */
export interface ModelFacts {
  readonly space: EmbeddingSpace;
  readonly extractors: readonly ExtractorSpec[];
  /** Every knob as it was saved; a knob that is younger than the model is absent. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * What a saved model is, from its `config.json` alone: no weights are read.
 * @throws VidtokenError `checkpoint-invalid`
 */
export async function readModelFacts(folder: string): Promise<ModelFacts> {
  const { modelHash, extractors, config } = await readFacts(join(folder, 'config.json'), factsSchema);
  const space: EmbeddingSpace = {
    id: spaceIdOf(modelHash),
    dimension: config.tokenDimension,
    metric: 'cosine',
    modelHash,
    extractors: extractorSetLabel(extractors),
  };
  return { space, extractors, config };
}

/** The space alone. @throws VidtokenError `checkpoint-invalid` */
export async function readModelSpace(folder: string): Promise<EmbeddingSpace> {
  return (await readModelFacts(folder)).space;
}

/**
 * Contents that the model was never trained on. @throws VidtokenError `checkpoint-invalid`
 */
export async function readValidationHashes(folder: string): Promise<ReadonlySet<ContentHash>> {
  const hashes = await readFacts(join(folder, 'validation.json'), z.array(z.string()));
  return new Set(hashes.map(contentHash));
}

async function readFacts<Facts>(path: string, schema: z.ZodType<Facts>): Promise<Facts> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new VidtokenError({
      code: 'checkpoint-invalid',
      message: `${path} cannot be read as part of a model: ${messageOf(error)}.`,
      hint: 'Train again with `vidtoken distill`, or choose another folder with `--models-dir`.',
      facts: { path },
      cause: error,
    });
  }
}
