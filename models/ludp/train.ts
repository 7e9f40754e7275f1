import { Random } from '../../src/math/random.js';
import { factorScores } from '../pairwise/factor-scores.js';
import { fitPairs } from '../pairwise/fit-pairs.js';
import type { TrainedRecommender, TrainRecommenderOptions } from '../recommender.js';
import { withoutHeavyUsers } from '../spectral-start/without-heavy-users.js';
import type { LudpConfig } from './config.js';
import { type LudpModel, ludpModel } from './model.js';

/**
 * Trains LUDP on the backend that was selected.
 * @throws VidtokenError `training-diverged`; the reason of `signal` when that aborts
 */
export async function trainLudp(options: TrainRecommenderOptions<LudpConfig>): Promise<TrainedRecommender> {
  options.signal.throwIfAborted();
  const { data, config } = options;
  const random = new Random(options.seed);
  const model = await ludpModel({ ...options, random });
  try {
    const train = withoutHeavyUsers(data.train, config, config.leastTrainedItems);
    const { factors, weights, ...rest } = await fitPairs({ ...options, model, train, random });
    model.restore(weights);
    return { ...rest, recommender: factorScores(factors), readings: fusionReadings(model) };
  } finally {
    model.dispose();
  }
}

/** Mean fusion weights of the best epoch, one row each: what Figure 5 leaves unsaid of attention. */
function fusionReadings(model: LudpModel): NonNullable<TrainedRecommender['readings']> {
  const { items, users } = model.fusionShares();
  const columns = model.modalities;
  return {
    ...(items && { 'item-fusion': { columns, rows: items } }),
    ...(users && { 'user-fusion': { columns, rows: users } }),
  };
}
