import type { FindNeighbours, RecommenderData } from '../../src/core/recommend.js';
import { Random } from '../../src/math/random.js';
import type { RecommenderFamily } from '../recommender.js';
import { factorScores } from './factor-scores.js';
import { fitPairs } from './fit-pairs.js';
import type { PairwiseConfig } from './pairwise-config.js';
import type { PairwiseModel } from './pairwise-model.js';

/** Makes a fresh model; whatever is random about it comes from `random`. */
export type CreatePairwiseModel<Config> = (options: {
  readonly data: RecommenderData;
  readonly config: Config;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly findNeighbours?: FindNeighbours | undefined;
}) => PairwiseModel | Promise<PairwiseModel>;

/** `train` of a family whose model needs nothing but pairs. Computes on the backend that was selected. */
export function trainPairwise<Config extends PairwiseConfig>(
  create: CreatePairwiseModel<Config>,
): RecommenderFamily<Config>['train'] {
  return async (options) => {
    options.signal.throwIfAborted();
    const random = new Random(options.seed);
    const model = await create({ ...options, random });
    try {
      const { factors, ...rest } = await fitPairs({ ...options, model, train: options.data.train, random });
      return { ...rest, recommender: factorScores(factors) };
    } finally {
      model.dispose();
    }
  };
}
