import type { FeatureSequence } from '../../src/core/features.js';
import { readValues } from '../../src/tensor/read-values.js';
import { tensor2d, tidy } from '../../src/tensor/tensor.js';
import { descriptionBatch, type EncodedDescription } from './description-batch.js';
import type { FeatureReading } from './feature-reading.js';
import { encodeVideos } from './model.js';
import { movedMean } from './part-means.js';
import type { Student } from './student.js';
import { tokenParts } from './token-parts.js';
import { unitTokens } from './unit-tokens.js';
import { videoBatch } from './video-batch.js';
import { wordCrossEntropySum } from './word-cross-entropy.js';

/** Videos that go through the network together. */
const BATCH_SIZE = 64;
/** Descriptions that go through the decoder together; its logits are the largest tensor of all. */
const DECODER_BATCH_SIZE = 32;

/** Everything that turns features into tokens. */
export interface TokenEncoder {
  readonly student: Student;
  readonly reading: FeatureReading;
  /** [tokenDimension] mean token of the training set. */
  readonly meanToken: Float32Array;
}

/** Mean token of some videos before centring: each part over the videos that have it. → [tokenDimension] */
export function rawMeanOf(
  { student, reading }: Omit<TokenEncoder, 'meanToken'>,
  videos: readonly (readonly FeatureSequence[])[],
): Float32Array {
  const { config } = student;
  let mean = new Float32Array(config.tokenDimension);
  const seen = tokenParts(config).map(() => 0);
  for (const chunk of chunksOf(videos, BATCH_SIZE)) {
    const batch = videoBatch(chunk, { reading, config });
    let raw: Float32Array[] = [];
    tidy(() => {
      raw = encodeVideos(student, batch).map((rows) => rows.dataSync<'float32'>().slice());
    });
    const momentum = batch.parts.map(({ present }, at) => {
      const count = present.filter(Boolean).length;
      seen[at] = (seen[at] as number) + count;
      return count === 0 ? 0 : count / (seen[at] as number);
    });
    mean = movedMean(mean, { batch, raw, momentum });
  }
  return mean;
}

/** The stored form: centred, length 1. */
export function tokensOf(
  { student, reading, meanToken }: TokenEncoder,
  videos: readonly (readonly FeatureSequence[])[],
): Float32Array[] {
  return chunksOf(videos, BATCH_SIZE).flatMap((chunk) => {
    const batch = videoBatch(chunk, { reading, config: student.config });
    return rowsOf(
      readValues(() => unitTokens(encodeVideos(student, batch), batch, meanToken)),
      chunk.length,
    );
  });
}

/**
 * Mean cross-entropy in nats per description token, `end` included, padding not, when each description is decoded
 * from the token at its position.
 */
export function crossEntropyOf(
  student: Student,
  options: {
    readonly tokens: readonly Float32Array[];
    readonly descriptions: readonly EncodedDescription[];
  },
): number {
  const { tokens, descriptions } = options;
  const dimension = student.config.tokenDimension;
  // Similar lengths side by side: padding is computed and thrown away.
  const order = [...descriptions.keys()].sort(
    (a, b) => (descriptions[a]?.targets.length ?? 0) - (descriptions[b]?.targets.length ?? 0) || a - b,
  );
  let loss = 0;
  let count = 0;
  for (let start = 0; start < order.length; start += DECODER_BATCH_SIZE) {
    const positions = order.slice(start, start + DECODER_BATCH_SIZE);
    const batch = descriptionBatch(positions.map((position) => descriptions[position] as EncodedDescription));
    const values = new Float32Array(positions.length * dimension);
    for (const [row, position] of positions.entries())
      values.set(tokens[position] as Float32Array, row * dimension);
    const [sum] = readValues(() => {
      const given = tensor2d(values, [positions.length, dimension]);
      return wordCrossEntropySum(student, { tokens: given, words: batch });
    });
    loss += sum as number;
    count += batch.tokens;
  }
  return loss / count;
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

function rowsOf(values: Float32Array, count: number): Float32Array[] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, row) => values.slice(row * width, (row + 1) * width));
}
