import type { Recommender } from '../../models/recommender.js';
import { heldOutMean } from '../../src/metrics/held-out-mean.js';
import { recall } from '../../src/metrics/recall.js';
import type { LoadedRecommenderData } from './load-recommender-data.js';

/** What models are selected by (M3CSR, section 5.1.4). */
const VALIDATION_CUTOFF = 20;

/**
 * Recall@20 on the validation users, full ranking over all items with the train positives masked.
 * @returns undefined when nobody has a validation item
 */
export function validationRecall(options: {
  readonly loaded: LoadedRecommenderData;
  readonly model: string;
  readonly seed: number;
}): ((recommender: Recommender) => number) | undefined {
  const { loaded, model, seed } = options;
  const { data, valid } = loaded;
  const mean = heldOutMean({
    relevant: valid,
    metric: recall,
    cutoff: VALIDATION_CUTOFF,
    itemCount: data.itemIds.length,
    masks: [data.train],
    tieSeed: seed,
    model,
    userIds: data.userIds,
  });
  return mean && ((recommender) => mean((users, scores) => recommender.score(users, scores)));
}
