import type { InteractionMatrix } from '../../src/core/recommend.js';
import { userDegrees } from '../bipartite-graph/degrees.js';
import { trainedInteractions } from './trained-interactions.js';

/**
 * The interactions of all but the heaviest users: nobody with more than `heavyUserFactor` times the median of those who
 * have any. @param leastTrainedItems users with fewer are left out as well
 */
export function withoutHeavyUsers(
  train: InteractionMatrix,
  { heavyUserFactor }: { readonly heavyUserFactor: number },
  leastTrainedItems = 0,
): InteractionMatrix {
  const degrees = userDegrees(train)
    .filter((degree) => degree > 0)
    .sort();
  const median = degrees[degrees.length >> 1] ?? 0;
  return trainedInteractions(train, {
    leastTrainedItems,
    mostTrainedItems: Math.floor(heavyUserFactor * median),
  });
}
