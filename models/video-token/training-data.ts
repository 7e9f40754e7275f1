import { createHash } from 'node:crypto';
import { VidtokenError } from '../../src/core/errors.js';
import type { ExtractorSpec, FeatureSequence } from '../../src/core/features.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { VideoTokenConfig } from './config.js';
import { type EncodedDescription, encodeDescription } from './description-batch.js';
import {
  checkSequences,
  type FeatureStandardisation,
  measureFeatures,
  measurePooled,
} from './feature-standardisation.js';
import { Tokenizer } from './tokenizer.js';
import { validationSplit } from './validation-split.js';

/** One supervised pair: what the student reads and what it should be able to say. */
export interface TrainingExample {
  readonly contentHash: ContentHash;
  /** The id that the manifest gave, if any: a fixed split goes by it. */
  readonly manifestId?: string;
  /** Labels of the video by name. They are never learned; held-out ones say how good the tokens are. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly sequences: readonly FeatureSequence[];
  readonly description: string;
}

/** An example whose description is encoded. */
export interface PreparedExample {
  readonly contentHash: ContentHash;
  readonly labels: Readonly<Record<string, string>>;
  readonly sequences: readonly FeatureSequence[];
  readonly description: EncodedDescription;
}

export interface TrainingData {
  readonly train: readonly PreparedExample[];
  readonly validation: readonly PreparedExample[];
  readonly tokenizer: Tokenizer;
  readonly standardisation: FeatureStandardisation;
  /** SHA-256 of all contents, features and descriptions, whatever their order. */
  readonly dataHash: string;
  readonly withoutDescription: number;
  readonly descriptionsCut: number;
  readonly tokensCut: number;
}

/**
 * Splits the examples, learns tokenizer and feature scales from the training side alone, and encodes.
 * Examples with an empty description are counted and left out; of two with one content the first is taken.
 * @throws VidtokenError `too-few-videos`, `extractor-mismatch`, `invalid-value`
 */
export function prepareTrainingData(options: {
  readonly examples: readonly TrainingExample[];
  readonly extractors: readonly ExtractorSpec[];
  readonly config: VideoTokenConfig;
}): TrainingData {
  const { examples, extractors, config } = options;
  const described = examples.filter(({ description }) => description.trim() !== '');
  const unique = new Map(described.toReversed().map((example) => [example.contentHash, example]));
  if (unique.size < config.minimumVideos) throw tooFew(unique.size, examples.length, config.minimumVideos);
  // In the order of the hashes, so that the order of arrival changes nothing.
  const sorted = [...unique.values()].sort((a, b) => (a.contentHash < b.contentHash ? -1 : 1));
  for (const { sequences, contentHash } of sorted)
    checkSequences({ extractors, sequences, video: contentHash });
  const split = validationSplit(sorted, {
    share: config.validationShare,
    salt: config.validationSalt,
    prefixes: config.validationPrefixes,
  });
  const train = sorted.filter(({ contentHash }) => split.train.has(contentHash));
  const validation = sorted.filter(({ contentHash }) => split.validation.has(contentHash));
  const tokenizer = Tokenizer.train(
    train.map(({ description }) => description),
    config.vocabularySize,
  );
  const encode = (example: TrainingExample): PreparedExample => ({
    contentHash: example.contentHash,
    labels: example.labels ?? {},
    sequences: example.sequences,
    description: encodeDescription(tokenizer, example.description, config.maximumDescriptionTokens),
  });
  const prepared = { train: train.map(encode), validation: validation.map(encode) };
  const cut = [...prepared.train, ...prepared.validation].map(({ description }) => description.tokensCut);
  return {
    ...prepared,
    tokenizer,
    standardisation: measured(
      extractors,
      train.map(({ sequences }) => sequences),
      config,
    ),
    dataHash: hashExamples(sorted),
    withoutDescription: examples.length - described.length,
    descriptionsCut: cut.filter((tokens) => tokens > 0).length,
    tokensCut: cut.reduce((sum, tokens) => sum + tokens, 0),
  };
}

/** Scales of what the configured encoder reads. */
function measured(
  extractors: readonly ExtractorSpec[],
  videos: readonly (readonly FeatureSequence[])[],
  { encoder, maximumTokensPerExtractor }: VideoTokenConfig,
): FeatureStandardisation {
  return encoder === 'pooled'
    ? measurePooled(extractors, videos, maximumTokensPerExtractor)
    : measureFeatures(extractors, videos);
}

function tooFew(described: number, given: number, minimum: number): VidtokenError {
  return new VidtokenError({
    code: 'too-few-videos',
    message: `Training needs at least ${minimum} different videos with a description; there are ${described} of ${given}.`,
    hint: 'Embed more videos, or use a model that was trained elsewhere with `--models-dir <folder>`.',
    facts: { described, given, minimum },
  });
}

function hashExamples(sorted: readonly TrainingExample[]): string {
  const hash = createHash('sha256');
  for (const { contentHash, manifestId, sequences, description } of sorted) {
    hash.update(
      JSON.stringify([contentHash, description, ...(manifestId === undefined ? [] : [manifestId])]),
    );
    for (const { extractorId, tokens, timesSeconds } of sequences) {
      hash.update(extractorId);
      for (const { buffer, byteOffset, byteLength } of [tokens, timesSeconds]) {
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
      }
    }
  }
  return hash.digest('hex');
}
