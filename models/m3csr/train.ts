import { Random } from '../../src/math/random.js';
import { factorScores } from '../pairwise/factor-scores.js';
import { fitPairs } from '../pairwise/fit-pairs.js';
import type { TrainedRecommender, TrainRecommenderOptions } from '../recommender.js';
import { withoutHeavyUsers } from '../spectral-start/without-heavy-users.js';
import type { M3csrConfig } from './config.js';
import { m3csrModel } from './model.js';

/** Name of the reading that holds λ̄ of every user. */
export const INTEREST_INTENSITY = 'interest-intensity';

/**
 * Trains M3CSR on the backend that was selected.
 * @throws VidtokenError `configuration` when the configuration and the data do not fit, `training-diverged`
 */
export async function trainM3csr(options: TrainRecommenderOptions<M3csrConfig>): Promise<TrainedRecommender> {
  options.signal.throwIfAborted();
  const { data, config } = options;
  const random = new Random(options.seed);
  const model = m3csrModel({ data, config, random });
  try {
    const { factors, weights, ...rest } = await fitPairs({
      ...options,
      model,
      train: withoutHeavyUsers(data.train, config, config.leastTrainedItems),
      random,
    });
    model.restore(weights);
    return {
      ...rest,
      recommender: factorScores(factors),
      weights,
      readings: { [INTEREST_INTENSITY]: { columns: model.modalities, rows: model.intensities() } },
    };
  } finally {
    model.dispose();
  }
}
