import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { type ExtractorSpec, extractorSetLabel, MODALITIES } from '../../src/core/features.js';
import { type SpaceId, spaceId } from '../../src/core/ids.js';
import type { Standardisation } from '../../src/math/standardise.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import type { VideoTokenConfig } from './config.js';
import { decisiveKnobs } from './decisive-knobs.js';
import type { FeatureStandardisation } from './feature-standardisation.js';
import { STATISTICS_PER_NUMBER } from './pooled-statistics.js';
import type { TokenizerJson } from './tokenizer.js';

export const extractorSpecSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  modality: z.enum(MODALITIES),
  width: z.number().int().positive(),
  pooledWidth: z.number().int().positive(),
  weightsHash: z.string().exactOptional(),
});

/** All that decides which numbers a model gives. */
export interface ModelContents {
  readonly config: VideoTokenConfig;
  readonly extractors: readonly ExtractorSpec[];
  readonly tokenizer: TokenizerJson;
  /** Weights, mean token and feature standardisation by name. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
}

const SPACE_HEX_DIGITS = 16;

/** The space of a model: its id is the beginning of the SHA-256 of everything in it. */
export function spaceOf(contents: ModelContents, modelHash = modelHashOf(contents)): EmbeddingSpace {
  return {
    id: spaceIdOf(modelHash),
    dimension: contents.config.tokenDimension,
    metric: 'cosine',
    modelHash,
    extractors: extractorSetLabel(contents.extractors),
  };
}

export function spaceIdOf(modelHash: string): SpaceId {
  return spaceId(`video-token-${modelHash.slice(0, SPACE_HEX_DIGITS)}`);
}

/** @param contents.config as it was when the model was saved, so that knobs added later change no old hash */
export function modelHashOf({
  config,
  extractors,
  tokenizer,
  tensors,
}: Omit<ModelContents, 'config'> & { readonly config: Readonly<Record<string, unknown>> }): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([decisiveKnobs(config), extractors.map(specFacts), tokenizer]));
  for (const [name, { shape, values }] of [...tensors].sort(byName)) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function specFacts(spec: ExtractorSpec): readonly unknown[] {
  const { id, version, modality, width, pooledWidth, weightsHash } = spec;
  return [id, version, modality, width, pooledWidth, ...(weightsHash === undefined ? [] : [weightsHash])];
}

const MEAN_PREFIX = 'feature-mean/';
const SCALE_PREFIX = 'feature-scale/';

/** The feature standardisation as tensors of the weights file. */
export function standardisationTensors(standardisation: FeatureStandardisation): Map<string, HostTensor> {
  const tensors = new Map<string, HostTensor>();
  for (const [id, { mean, scale }] of standardisation) {
    tensors.set(`${MEAN_PREFIX}${id}`, { shape: [mean.length], values: mean });
    tensors.set(`${SCALE_PREFIX}${id}`, { shape: [scale.length], values: scale });
  }
  return tensors;
}

/** The reverse; an extractor whose tensors are missing is missing from the result. */
export function standardisationFrom({
  tensors,
  extractors,
  config,
}: Pick<ModelContents, 'tensors' | 'extractors' | 'config'>): FeatureStandardisation {
  const numbers = config.encoder === 'pooled' ? STATISTICS_PER_NUMBER : 1;
  const entries: [string, Standardisation][] = [];
  for (const { id, width: tokenWidth } of extractors) {
    const width = numbers * tokenWidth;
    const mean = tensors.get(`${MEAN_PREFIX}${id}`)?.values;
    const scale = tensors.get(`${SCALE_PREFIX}${id}`)?.values;
    if (mean?.length === width && scale?.length === width) entries.push([id, { mean, scale }]);
  }
  return new Map(entries);
}
