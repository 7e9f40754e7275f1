import type { EncoderKind, ItemOf, OptionsOf } from '../encoders/open-encoder.js';
import { renewedEncoder } from './renewed-encoder.js';
import { type SharedEncoder, shareBatches } from './share-batches.js';
import { startEncoderThread } from './start-encoder-thread.js';

/** About 500 videos of 8 frames; loading a model again takes a second. */
const ITEMS_PER_THREAD = 4096;

/**
 * A model in a thread of its own that any number of videos share: see `shareBatches`, `renewedEncoder` and
 * `startEncoderThread`. Nothing is loaded before the first call.
 *
 * @param batchSize items of one call of the model, from whatever videos
 */
export function sharedModel<Kind extends EncoderKind>(
  kind: Kind,
  options: OptionsOf<Kind>,
  batchSize: number,
): SharedEncoder<ItemOf<Kind>> {
  const open = async () => startEncoderThread(kind, options);
  return shareBatches(renewedEncoder(open, ITEMS_PER_THREAD), batchSize);
}
