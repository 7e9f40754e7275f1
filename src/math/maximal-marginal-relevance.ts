import { dot } from './vector.js';

export interface MaximalMarginalRelevanceOptions {
  /** [items] similarity to the query, −1…1 */
  readonly relevance: ArrayLike<number>;
  /** [items] unit vectors of one length; an item without one counts as unlike all others. */
  readonly vectors: readonly (Float32Array | undefined)[];
  /** At most so many come back. */
  readonly count: number;
  /** 0 ranks by relevance alone, 1 by novelty alone: 1 − λ of the paper. */
  readonly diversify: number;
}

/**
 * Positions of the items in the order of maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): the next is
 * the one with the largest (1 − d) · relevance − d · (largest cosine to one that is chosen already). The first is the
 * most relevant. Equal values by position. A longer list begins with the shorter one.
 *
 * O(count · items · dimension): each item keeps its largest cosine so far.
 */
export function maximalMarginalRelevance(options: MaximalMarginalRelevanceOptions): number[] {
  const { relevance, vectors, diversify } = options;
  const left = Array.from(relevance, (_, position) => position);
  const nearest = new Float64Array(relevance.length).fill(Number.NEGATIVE_INFINITY);
  const chosen: number[] = [];
  while (chosen.length < options.count && left.length > 0) {
    const value = (item: number): number => {
      const similarity = chosen.length === 0 ? undefined : (nearest[item] as number);
      const relevant = relevance[item] as number;
      return similarity === undefined ? relevant : (1 - diversify) * relevant - diversify * similarity;
    };
    const [item] = left.splice(indexOfLargest(left, value), 1) as [number];
    chosen.push(item);
    for (const other of left) {
      nearest[other] = Math.max(nearest[other] as number, similarityOf(vectors[item], vectors[other]));
    }
  }
  return chosen;
}

function indexOfLargest(items: readonly number[], value: (item: number) => number): number {
  let best = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (const [index, item] of items.entries()) {
    const current = value(item);
    if (current > largest) {
      best = index;
      largest = current;
    }
  }
  return best;
}

function similarityOf(left: Float32Array | undefined, right: Float32Array | undefined): number {
  return left === undefined || right === undefined ? 0 : dot(left, right);
}
