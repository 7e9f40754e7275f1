import { linearCrossEntropySum } from '../../src/tensor/linear-cross-entropy.js';
import type { Scalar, Tensor2D } from '../../src/tensor/tensor.js';
import type { DescriptionBatch } from './description-batch.js';
import { decoderRows } from './model.js';
import type { Student } from './student.js';

/**
 * Σ weight · (−log D(x)[target]) over the words of a batch (DreamUMM, eq. 9), decoded from the given tokens. With label
 * smoothing ε the target is (1 − ε) of the word and ε spread evenly over the vocabulary.
 */
export function wordCrossEntropySum(
  student: Student,
  options: {
    /** [videos, tokenDimension] */
    readonly tokens: Tensor2D;
    readonly words: DescriptionBatch;
    /** [videos · length], instead of the weights of the batch */
    readonly weights?: Float32Array;
    readonly labelSmoothing?: number;
  },
): Scalar {
  const { tokens, words, weights = words.weights, labelSmoothing = 0 } = options;
  return linearCrossEntropySum({
    input: decoderRows(student, { tokens, words: words.inputs }), // [videos · length, width]
    weight: student.parameters.get('decoder/output/weight'),
    bias: student.parameters.get('decoder/output/bias'),
    targets: words.targets,
    weights,
    labelSmoothing,
  });
}
