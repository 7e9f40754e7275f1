import type { AuxiliaryHead } from './auxiliary-head.js';
import { bagOfWordsHead } from './bag-of-words-head.js';
import type { VideoTokenConfig } from './config.js';
import { contrastiveHead } from './contrastive-head.js';
import type { WordStatistics } from './word-statistics.js';

/** The heads whose weight is not 0. A new head is a file and a line here. */
export function auxiliaryHeads(config: VideoTokenConfig, statistics: WordStatistics): AuxiliaryHead[] {
  return [bagOfWordsHead(config, statistics), contrastiveHead(config, statistics)].filter(
    ({ weight }) => weight > 0,
  );
}
