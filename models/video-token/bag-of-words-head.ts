import { scaled } from '../../src/tensor/differentiable.js';
import { softCrossEntropySum } from '../../src/tensor/soft-cross-entropy.js';
import { type AuxiliaryHead, HEAD_PREFIX } from './auxiliary-head.js';
import type { VideoTokenConfig } from './config.js';
import { EMBEDDING_DEVIATION } from './parameter-builder.js';
import { namedLinear } from './transformer-block.js';
import { type WordStatistics, wordDistributions } from './word-statistics.js';

const NAME = `${HEAD_PREFIX}bag-of-words`;

/**
 * The words of the description from the token alone, in no order: softmax(W · √d · x + b) against the distribution of
 * its words, weighted by idf^`bagOfWordsIdf`. No word before it can be leaned on, so what the decoder would guess from
 * the sentence must stand in the token (a remedy against posterior collapse, Zhao et al. 2017).
 */
export function bagOfWordsHead(config: VideoTokenConfig, statistics: WordStatistics): AuxiliaryHead {
  const { tokenDimension, bagOfWordsIdf } = config;
  return {
    name: 'bagOfWords',
    weight: config.bagOfWordsWeight,
    addParameters(builder) {
      builder.linear(NAME, [tokenDimension, statistics.vocabularySize], { deviation: EMBEDDING_DEVIATION });
    },
    loss({ parameters, tokens, descriptions }) {
      const logits = namedLinear(parameters, NAME, scaled(tokens, Math.sqrt(tokenDimension))); // [videos, vocabulary]
      const targets = wordDistributions(descriptions, statistics, bagOfWordsIdf);
      return scaled(softCrossEntropySum({ logits, targets }), 1 / descriptions.length);
    },
  };
}
