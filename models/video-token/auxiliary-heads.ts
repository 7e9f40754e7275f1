import type { AuxiliaryHead } from './auxiliary-head.js';
import { bagOfWordsHead } from './bag-of-words-head.js';
import type { VideoTokenConfig } from './config.js';
import type { ContentWords } from './content-words.js';
import { contrastiveHead } from './contrastive-head.js';
import type { FeatureReading } from './feature-reading.js';
import { inputRelationHead } from './input-relation-head.js';
import { relationHead } from './relation-head.js';
import { tokenParts } from './token-parts.js';
import type { WordStatistics } from './word-statistics.js';

/**
 * The heads whose weight is not 0. A new head is a file and a line here.
 * Where the token has a part for sound, `headsPerPart` lets each part answer for itself: both say the words, and what is
 * seen keeps the relations. Together they would share one gradient, in which the louder part drowns the other.
 */
export function auxiliaryHeads(
  config: VideoTokenConfig,
  training: {
    readonly statistics: WordStatistics;
    readonly words: ContentWords;
    readonly reading: FeatureReading;
  },
): AuxiliaryHead[] {
  const { words, statistics, reading } = training;
  const [first, sound] = tokenParts(config);
  const perPart = config.headsPerPart && sound !== undefined;
  const bag = { words, weight: config.bagOfWordsWeight };
  const heads = [
    bagOfWordsHead({
      ...bag,
      name: 'bagOfWords',
      dimension: perPart ? (first?.dimension ?? 0) : config.tokenDimension,
      idfExponent: config.bagOfWordsIdf,
      ...(perPart ? { part: 0 } : {}),
    }),
    ...(perPart
      ? [
          bagOfWordsHead({
            ...bag,
            name: 'soundBagOfWords',
            dimension: sound.dimension,
            idfExponent: config.soundBagOfWordsIdf,
            part: 1,
          }),
        ]
      : []),
    contrastiveHead(config, statistics),
    { ...relationHead(config, words), ...(perPart ? { part: 0 } : {}) },
    { ...inputRelationHead(config, reading), ...(perPart ? { part: 0 } : {}) },
  ];
  return heads.filter(({ weight }) => weight > 0);
}
