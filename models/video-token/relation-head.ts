import { norm } from '../../src/math/vector.js';
import { plus, scaled } from '../../src/tensor/differentiable.js';
import { product } from '../../src/tensor/product.js';
import { readValues } from '../../src/tensor/read-values.js';
import { softCrossEntropySum } from '../../src/tensor/soft-cross-entropy.js';
import { type Scalar, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { transposed } from '../../src/tensor/transposed.js';
import type { AuxiliaryHead } from './auxiliary-head.js';
import type { VideoTokenConfig } from './config.js';
import { type ContentWords, contentWordRows, dividedBy } from './content-words.js';
import type { EncodedDescription } from './description-batch.js';

/** Added to the score of a video with itself; its weight becomes exactly 0 in float32. */
const NOT_ITSELF = -1e9;

/**
 * The videos of a batch must be as near to each other as their descriptions are: relational distillation (Park et al.
 * 2019, in the softmax form of Tung and Mori 2019 and Fang et al. 2021). It is what retrieval asks of a token, and it
 * has no parameters. A description is its centred unit tf-idf vector.
 */
export function relationHead(config: VideoTokenConfig, words: ContentWords): AuxiliaryHead {
  const { relationTemperature: temperature } = config;
  const centred = centredDescriptions(words);
  return {
    name: 'relation',
    weight: config.relationWeight,
    addParameters: () => {},
    loss({ unitTokens, descriptions }) {
      const meanings = tensor2d(centred(descriptions), [descriptions.length, words.size]);
      return relationLoss({ tokens: unitTokens, meanings, temperature });
    },
  };
}

/**
 * Mean over i of −Σ_j≠i p_ij log q_ij with p_i = softmax_j≠i(t_i · t_j / τ) and q_i = softmax_j≠i(x_i · x_j / τ).
 * The gradient reaches the tokens alone. One video has no relations: its loss is 0.
 */
export function relationLoss(options: {
  /** [n, dimension] unit rows x */
  readonly tokens: Tensor2D;
  /** [n, width] unit rows t */
  readonly meanings: Tensor2D;
  /** τ */
  readonly temperature: number;
}): Scalar {
  const { tokens, meanings, temperature } = options;
  const count = tokens.shape[0];
  const similarities = readValues(() => product(meanings, transposed(meanings))); // [n, n]
  const targets = softmaxWithoutSelf(
    similarities.map((value) => value / temperature),
    count,
  );
  const itself = Float32Array.from({ length: count * count }, (_, index) =>
    index % (count + 1) === 0 ? NOT_ITSELF : 0,
  );
  const scores = scaled(product(tokens, transposed(tokens)), 1 / temperature); // [n, n]
  const logits = plus(scores, tensor2d(itself, [count, count]));
  return scaled(softCrossEntropySum({ logits, targets }), 1 / count);
}

/** Softmax of each row of [count · count] scores without its diagonal, which is 0. */
function softmaxWithoutSelf(scores: Float32Array, count: number): Float32Array {
  const shares = new Float32Array(scores.length);
  for (let row = 0; row < count; row += 1) {
    const all = Array.from({ length: count }, (_, column) => row * count + column);
    const others = all.filter((at) => at !== row * (count + 1));
    const highest = others.reduce(
      (most, at) => Math.max(most, scores[at] as number),
      Number.NEGATIVE_INFINITY,
    );
    const total = others.reduce((sum, at) => sum + Math.exp((scores[at] as number) - highest), 0);
    for (const at of others) shares[at] = Math.exp((scores[at] as number) - highest) / total;
  }
  return shares;
}

/** Unit tf-idf vectors less their mean over the training descriptions, length 1 again. → [descriptions · words] */
function centredDescriptions(
  words: ContentWords,
): (descriptions: readonly EncodedDescription[]) => Float32Array {
  const { size } = words;
  const unitRows = (descriptions: readonly EncodedDescription[]): Float32Array =>
    dividedBy(contentWordRows(descriptions, words, 1), { size, lengthOf: norm });
  const trainingMean = (): Float64Array => {
    const mean = new Float64Array(size);
    for (const description of words.training) {
      for (const [word, value] of unitRows([description]).entries())
        mean[word] = (mean[word] as number) + value / words.training.length;
    }
    return mean;
  };
  let known: Float64Array | undefined;
  return (descriptions) => {
    known ??= trainingMean();
    const mean = known;
    const shifted = unitRows(descriptions).map((value, at) => value - (mean[at % size] as number));
    return dividedBy(shifted, { size, lengthOf: norm });
  };
}
