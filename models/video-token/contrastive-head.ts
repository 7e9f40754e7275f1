import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { plus, scaled } from '../../src/tensor/differentiable.js';
import { product } from '../../src/tensor/product.js';
import { type Scalar, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';
import { transposed } from '../../src/tensor/transposed.js';
import { unitRows } from '../../src/tensor/unit-rows.js';
import { type AuxiliaryHead, HEAD_PREFIX } from './auxiliary-head.js';
import type { VideoTokenConfig } from './config.js';
import type { EncodedDescription } from './description-batch.js';
import { namedLinear } from './transformer-block.js';
import { type WordStatistics, wordDistributions } from './word-statistics.js';

const NAME = `${HEAD_PREFIX}contrastive`;
/** Added to the score of a pair that is no negative; its weight becomes exactly 0 in float32. */
const NO_NEGATIVE = -1e9;

/**
 * Token and description of one video must be nearer than those of different videos of the batch: symmetric InfoNCE
 * (van den Oord et al. 2018, Radford et al. 2021). The description is the idf-weighted mean of word embeddings, mapped
 * linearly to length 1; the token is compared as it is, or through a linear map when `contrastiveDimension` is not 0.
 */
export function contrastiveHead(config: VideoTokenConfig, statistics: WordStatistics): AuxiliaryHead {
  const { tokenDimension, width, contrastiveDimension, contrastiveTemperature, bagOfWordsIdf } = config;
  const shared = contrastiveDimension === 0 ? tokenDimension : contrastiveDimension;
  return {
    name: 'contrastive',
    weight: config.contrastiveWeight,
    addParameters(builder) {
      builder.embedding(`${NAME}/word`, [statistics.vocabularySize, width], 1);
      builder.linear(`${NAME}/description`, [width, shared]);
      if (contrastiveDimension !== 0) builder.linear(`${NAME}/token`, [tokenDimension, shared]);
    },
    loss({ parameters, tokens, descriptions }) {
      const shape: [number, number] = [descriptions.length, statistics.vocabularySize];
      const words = tensor2d(wordDistributions(descriptions, statistics, bagOfWordsIdf), shape);
      const meaning = product(words, parameters.get<Tensor2D>(`${NAME}/word`)); // [videos, width]
      const described = unitRows(namedLinear(parameters, `${NAME}/description`, meaning)); // [videos, shared]
      const mapped = contrastiveDimension === 0 ? tokens : namedLinear(parameters, `${NAME}/token`, tokens);
      return contrastiveLoss({
        left: unitRows(mapped),
        right: described,
        temperature: contrastiveTemperature,
        groups: descriptions.map(textOf),
      });
    },
  };
}

function textOf({ targets }: EncodedDescription): string {
  return targets.join(' ');
}

/**
 * Symmetric InfoNCE of rows that belong together by position: mean over i of the cross-entropies of i among row i and
 * among column i of left · rightᵀ / temperature, averaged. Two rows of one group are no negatives of each other.
 */
export function contrastiveLoss(options: {
  /** [n, width] unit rows */
  readonly left: Tensor2D;
  /** [n, width] unit rows */
  readonly right: Tensor2D;
  readonly temperature: number;
  /** [n] equal values mark rows whose right sides say the same */
  readonly groups: readonly string[];
}): Scalar {
  const { left, right, temperature, groups } = options;
  const count = groups.length;
  const mask = Float32Array.from({ length: count * count }, (_, index) => {
    const [row, column] = [Math.floor(index / count), index % count];
    return row !== column && groups[row] === groups[column] ? NO_NEGATIVE : 0;
  });
  const similarity = scaled(product(left, transposed(right)), 1 / temperature); // [n, n]
  const logits = plus(similarity, tensor2d(mask, [count, count]));
  const targets = Int32Array.from({ length: count }, (_, index) => index);
  const weights = new Float32Array(count).fill(1 / (2 * count));
  const fromLeft = crossEntropySum({ logits, targets, weights });
  const fromRight = crossEntropySum({ logits: transposed(logits), targets, weights });
  return plus(fromLeft, fromRight);
}
