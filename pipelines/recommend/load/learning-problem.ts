import type { InteractionMatrix, RecommenderData } from '../../../src/core/recommend.js';
import { interactionMatrix } from '../../../src/dataset/splits/interaction-matrix.js';
import type { SplitEvent } from '../../../src/dataset/splits/pairs.js';
import type { SplitParts } from '../../../src/dataset/splits/split-interactions.js';
import type { StoredItems } from './read-items.js';
import { selectItems } from './read-items.js';

/** What is learned from and what is asked for, users and items numbered anew. */
export interface LearningProblem {
  readonly data: RecommenderData;
  readonly valid: InteractionMatrix;
  readonly test: InteractionMatrix;
}

/**
 * Leaves out users without a pair in any part and, when pairs were limited to a k-core, items without one, and makes
 * matrices of the parts.
 */
export function learningProblem(options: {
  readonly parts: SplitParts;
  readonly userIds: readonly string[];
  readonly items: StoredItems;
  readonly isCore: boolean;
}): LearningProblem {
  const { parts, userIds, items, isCore } = options;
  const placed = [...parts.train, ...parts.valid, ...parts.test];
  const users = ascending(placed.map(({ user }) => user));
  const candidates = isCore ? ascending(placed.map(({ item }) => item)) : undefined;
  const kept = candidates === undefined ? items : selectItems(items, candidates);
  const userOf = places(users);
  const itemOf = candidates === undefined ? undefined : places(candidates);
  const matrix = (pairs: readonly SplitEvent[]): InteractionMatrix =>
    interactionMatrix(
      pairs.map((pair) => ({
        ...pair,
        user: userOf.get(pair.user) as number,
        item: itemOf === undefined ? pair.item : (itemOf.get(pair.item) as number),
      })),
      { userCount: users.length, itemCount: kept.ids.length },
    );
  const data: RecommenderData = {
    userIds: users.map((user) => userIds[user] as string),
    itemIds: kept.ids,
    train: matrix(parts.train),
    content: kept.content,
    clusters: kept.clusters,
    clusterCount: kept.clusterCount,
  };
  return { data, valid: matrix(parts.valid), test: matrix(parts.test) };
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((left, right) => left - right);
}

function places(numbers: readonly number[]): ReadonlyMap<number, number> {
  return new Map(numbers.map((number, place) => [number, place]));
}
