import { scaled } from '../../src/tensor/differentiable.js';
import { softCrossEntropySum } from '../../src/tensor/soft-cross-entropy.js';
import { type AuxiliaryHead, HEAD_PREFIX } from './auxiliary-head.js';
import { type ContentWords, contentWordRows, dividedBy } from './content-words.js';
import { EMBEDDING_DEVIATION } from './parameter-builder.js';
import { namedLinear } from './transformer-block.js';

/**
 * The words of the description from the token alone, in no order: softmax(W · √d · x + b) against the distribution of
 * its whole words, each (1 + ln occurrences) · idf^exponent. No word before it can be leaned on, so what the decoder
 * would guess from the sentence must stand in the token (a remedy against posterior collapse, Zhao et al. 2017).
 */
export function bagOfWordsHead(options: {
  readonly words: ContentWords;
  /** Of its loss and its parameters; one head for each part of the token that has one. */
  readonly name: string;
  readonly part?: number;
  readonly weight: number;
  /** Numbers of the token, or of the part, that it reads. */
  readonly dimension: number;
  readonly idfExponent: number;
}): AuxiliaryHead {
  const { words, name, part, weight, dimension, idfExponent } = options;
  const parameter = `${HEAD_PREFIX}${name}`;
  return {
    name,
    weight,
    ...(part === undefined ? {} : { part }),
    addParameters(builder) {
      builder.linear(parameter, [dimension, words.size], { deviation: EMBEDDING_DEVIATION });
    },
    loss({ parameters, tokens, descriptions }) {
      const logits = namedLinear(parameters, parameter, scaled(tokens, Math.sqrt(dimension))); // [videos, words]
      const targets = dividedBy(contentWordRows(descriptions, words, idfExponent), {
        size: words.size,
        lengthOf: (row) => row.reduce((sum, weight) => sum + weight, 0),
      });
      return scaled(softCrossEntropySum({ logits, targets }), 1 / descriptions.length);
    },
  };
}
