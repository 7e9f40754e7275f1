import type { FeatureSequence } from '../../src/core/features.js';
import { readValues } from '../../src/tensor/read-values.js';
import { tensor2d } from '../../src/tensor/tensor.js';
import { descriptionBatch, type EncodedDescription } from './description-batch.js';
import { encoderBatch, type FeatureReading } from './encoder-batch.js';
import { encodeVideos, type Student, unitTokens } from './model.js';
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

/** x = F(E(v)) of each video before centring, one vector per video. */
export function rawTokensOf(
  { student, reading }: Omit<TokenEncoder, 'meanToken'>,
  videos: readonly (readonly FeatureSequence[])[],
): Float32Array[] {
  return inBatches(videos, BATCH_SIZE, (batch) =>
    rowsOf(
      readValues(() => encodeVideos(student, encoderBatch(batch, reading))),
      batch.length,
    ),
  );
}

/** The stored form: centred, length 1. */
export function tokensOf(
  encoder: TokenEncoder,
  videos: readonly (readonly FeatureSequence[])[],
): Float32Array[] {
  const { student, reading, meanToken } = encoder;
  return inBatches(videos, BATCH_SIZE, (batch) =>
    rowsOf(
      readValues(() => unitTokens(encodeVideos(student, encoderBatch(batch, reading)), meanToken)),
      batch.length,
    ),
  );
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

function inBatches<Item, Result>(
  items: readonly Item[],
  size: number,
  work: (batch: readonly Item[]) => readonly Result[],
): Result[] {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += size)
    results.push(...work(items.slice(start, start + size)));
  return results;
}

function rowsOf(values: Float32Array, count: number): Float32Array[] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, row) => values.slice(row * width, (row + 1) * width));
}
