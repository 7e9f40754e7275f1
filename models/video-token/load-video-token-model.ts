import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EmbeddingSpace, VideoTokenModel } from '../../src/core/embedding.js';
import { messageOf, VidtokenError } from '../../src/core/errors.js';
import { Random } from '../../src/math/random.js';
import { loadCheckpoint } from '../../src/tensor/checkpoint.js';
import { videoTokenConfigSchema } from './config.js';
import { describeToken } from './describe-token.js';
import type { FeatureReading } from './feature-reading.js';
import { checkSequences } from './feature-standardisation.js';
import { tokensOf } from './inference.js';
import { initialParameters } from './initial-parameters.js';
import {
  extractorSpecSchema,
  type ModelContents,
  modelHashOf,
  spaceOf,
  standardisationFrom,
} from './model-identity.js';
import { readText } from './read-text.js';
import { MODEL_FORMAT } from './save-model.js';
import { Tokenizer } from './tokenizer.js';
import { MEAN_TOKEN } from './training-state.js';

const configFileSchema = z.object({
  format: z.literal(MODEL_FORMAT),
  modelHash: z.string(),
  extractors: z.array(extractorSpecSchema),
  /** As it was saved: the model hash covers these very knobs. */
  config: z.record(z.string(), z.unknown()),
});

/**
 * Opens a model folder for embedding. A compute backend must have been selected.
 * @throws VidtokenError `checkpoint-invalid` when a file is missing or damaged, or the parts are not of one model.
 */
export async function loadVideoTokenModel(folder: string): Promise<VideoTokenModel> {
  const saved = await readParsed(join(folder, 'config.json'), configFileSchema);
  const { modelHash, extractors } = saved;
  const config = videoTokenConfigSchema.safeParse(saved.config);
  if (!config.success) throw damaged(folder, messageOf(config.error), config.error);
  const tokenizer = Tokenizer.fromJson(await readParsed(join(folder, 'tokenizer.json'), z.unknown()));
  const weights = await loadCheckpoint(join(folder, 'weights.bin'));
  if (weights === undefined) throw damaged(folder, 'weights.bin is missing');
  const parts = { extractors, tokenizer: tokenizer.toJson(), tensors: weights.tensors };
  if (modelHashOf({ ...parts, config: saved.config }) !== modelHash)
    throw damaged(folder, 'its files do not belong together');
  const contents = { ...parts, config: config.data };
  return openModel({ contents, tokenizer, space: spaceOf(contents, modelHash) });
}

function openModel(options: {
  readonly contents: ModelContents;
  readonly tokenizer: Tokenizer;
  readonly space: EmbeddingSpace;
}): VideoTokenModel {
  const { contents, tokenizer, space } = options;
  const { config, extractors, tensors } = contents;
  const shape = { config, extractors, vocabularySize: tokenizer.vocabularySize };
  const parameters = initialParameters({ shape, random: new Random(0) });
  parameters.import(tensors);
  const student = { config, parameters };
  const reading: FeatureReading = {
    extractors,
    standardisation: standardisationFrom(contents),
    maximumTokensPerExtractor: config.maximumTokensPerExtractor,
    featureLimit: config.featureLimit,
  };
  const meanToken = tensors.get(MEAN_TOKEN)?.values ?? new Float32Array(config.tokenDimension);
  return {
    space,
    embed(videos) {
      for (const [index, sequences] of videos.entries()) {
        checkSequences({ extractors, sequences, video: `${index + 1} of the batch` });
      }
      return tokensOf({ student, reading, meanToken }, videos);
    },
    describe: (token) => describeToken({ student, tokenizer, token }),
    readText: (text, tokens) => readText({ student, tokenizer, text, tokens }),
    dispose: () => parameters.dispose(),
  };
}

async function readParsed<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw damaged(path, messageOf(error), error);
  }
}

function damaged(path: string, why: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'checkpoint-invalid',
    message: `${path} is not a usable model: ${why}.`,
    hint: 'Train again with `vidtoken distill`, or choose another folder with `--models-dir`.',
    facts: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}
