import type { FeatureSequence } from '../../src/core/features.js';
import type { Parameters } from '../../src/tensor/parameters.js';
import type { Scalar, Tensor2D } from '../../src/tensor/tensor.js';
import type { EncodedDescription } from './description-batch.js';
import type { ParameterBuilder } from './parameter-builder.js';

/** Names of a head's parameters start so; they are in training checkpoints, never in a model's weights. */
export const HEAD_PREFIX = 'head/';

/**
 * A second thing that the token must be good for while it is learned: its loss is added to the cross-entropy.
 * A new one is a file and a line in `auxiliary-heads.ts`. Nothing of it is needed to embed or to read out.
 */
export interface AuxiliaryHead {
  /** Name of its loss in `metrics.jsonl`. */
  readonly name: string;
  /** Factor of its loss in the total. */
  readonly weight: number;
  /** Number of the part of the token that it looks at alone; the whole token when absent. */
  readonly part?: number;
  /** Adds its trainable tensors, named `head/<name>/…`. */
  addParameters(builder: ParameterBuilder): void;
  /** Mean loss per video of a batch. */
  loss(batch: HeadBatch): Scalar;
}

/** All videos of a batch, or for a head of one part those that have it, with the unit rows of that part. */
export interface HeadBatch {
  readonly parameters: Parameters;
  /** [videos, dimension] tokens as the decoder receives them: disturbed, if so configured */
  readonly tokens: Tensor2D;
  /** [videos, dimension] the same as they would be stored */
  readonly unitTokens: Tensor2D;
  readonly descriptions: readonly EncodedDescription[];
  /** The features of each video, undisturbed. */
  readonly sequences: readonly (readonly FeatureSequence[])[];
}
