import { topK } from '../../src/math/top-k.js';
import { keyedNoise } from './keyed-noise.js';
import type { PolicyInput, WatchPolicy } from './watch-policy.js';

/** Weight of a watch by how many came after it, for the recency mean. */
const RECENCY = 0.9;

/** A random order: what is reached without any knowledge. */
export const randomPolicy: WatchPolicy = {
  id: 'random',
  purpose: 'random order',
  rank: (input) =>
    best(
      input,
      Float64Array.from(input.candidates, (item) => chance(input, item)),
    ),
};

export const popularityPolicy: WatchPolicy = {
  id: 'popularity',
  purpose: 'long views of all users so far',
  rank: (input) => best(input, popularity(input)),
};

/** The controls that need vectors: cosine to some mean of what was watched, whether it was liked or not. */
export const lastWatchedPolicy = similarityPolicy({
  id: 'last-watched',
  purpose: 'similarity to the video watched last',
  weightOf: (age) => (age === 0 ? 1 : 0),
});

export const plainMeanPolicy = similarityPolicy({
  id: 'plain-mean',
  purpose: 'similarity to the mean of all watched videos',
  weightOf: () => 1,
});

export const recencyMeanPolicy = similarityPolicy({
  id: 'recency-mean',
  purpose: `similarity to a mean in which each older video weighs ${RECENCY} of the next`,
  weightOf: (age) => RECENCY ** age,
});

/**
 * Who chose the videos of a simulated log: half at random, a third by popularity, the rest by similarity to the video
 * watched last. A platform's log comes from its own recommender too.
 */
export const loggingPolicy: WatchPolicy = {
  id: 'logging',
  purpose: 'half random, a third popular, the rest similar to the last one',
  rank(input) {
    const orders = [randomPolicy, popularityPolicy, lastWatchedPolicy].map((policy) =>
      policy.rank({ ...input, limit: input.candidates.length }),
    );
    const chosen = new Set<number>();
    const noise = keyedNoise(input.seed, 102);
    while (chosen.size < Math.min(input.limit, input.candidates.length)) {
      const draw = noise.uniform(chosen.size);
      const order = orders[draw < 1 / 2 ? 0 : draw < 5 / 6 ? 1 : 2];
      const next = order?.find((item) => !chosen.has(item));
      if (next === undefined) break;
      chosen.add(next);
    }
    return [...chosen];
  },
};

/** [candidates] */
export function popularity({ candidates, longViews }: PolicyInput): Float64Array {
  return Float64Array.from(candidates, (item) => longViews[item] as number);
}

/** The candidates of the largest scores; equal ones in an order of this request. @param scores [candidates] */
export function best({ candidates, limit, seed }: PolicyInput, scores: Float64Array): number[] {
  return topK({ scores, count: limit, tieSeed: seed }).map((place) => candidates[place] as number);
}

function chance({ seed }: PolicyInput, item: number): number {
  return keyedNoise(seed, 103).uniform(item);
}

function similarityPolicy(options: {
  readonly id: string;
  readonly purpose: string;
  /** @param age how many watches came after it */
  readonly weightOf: (age: number) => number;
}): WatchPolicy {
  return {
    id: options.id,
    purpose: options.purpose,
    rank(input) {
      const mean = weightedMean(input, options.weightOf);
      if (mean === undefined) return popularityPolicy.rank(input);
      const products = input.gallery.products(mean);
      return best(
        input,
        Float64Array.from(input.candidates, (item) => products[item] as number),
      );
    },
  };
}

/** `undefined` for a user without history: then popularity decides, as for every policy. */
function weightedMean(
  { watches, tokens, gallery }: PolicyInput,
  weightOf: (age: number) => number,
): Float32Array | undefined {
  if (watches.length === 0) return undefined;
  const sum = new Float32Array(gallery.dimension);
  for (const [position, { itemId }] of watches.entries()) {
    const weight = weightOf(watches.length - 1 - position);
    const token = tokens.get(itemId);
    if (weight === 0 || token === undefined) continue;
    for (let index = 0; index < sum.length; index += 1) {
      sum[index] = (sum[index] as number) + weight * (token[index] as number);
    }
  }
  return sum;
}
