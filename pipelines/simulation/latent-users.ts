import type { Random } from '../../src/math/random.js';
import { dot, normalised } from '../../src/math/vector.js';
import type { SimulatedItem } from './simulated-item.js';
import type { WorldSettings } from './world-settings.js';

/**
 * Interest of one user in every video, by day: what the simulation knows and no policy may see.
 * @returns [items] about mean 0 and deviation 1 over the videos, for each day
 */
export function latentInterests(options: {
  readonly items: readonly SimulatedItem[];
  readonly days: number;
  readonly settings: WorldSettings;
  readonly random: Random;
}): Float32Array[] {
  const { items, days, settings, random } = options;
  const { minimumInterests, maximumInterests, interestDrift, interestTurnover } = settings;
  const count = minimumInterests + random.below(maximumInterests - minimumInterests + 1);
  const fresh = () => ({ logit: random.normal(), closeness: closeness(options) });
  const interests = Array.from({ length: count }, fresh);
  const byDay: Float32Array[] = [];
  for (let day = 0; day < days; day += 1) {
    if (day > 0) {
      for (const interest of interests) interest.logit += interestDrift * random.normal();
      if (random.uniform() < interestTurnover) interests[random.below(count)] = fresh();
    }
    byDay.push(standardised(softMaximum(interests, items.length)));
  }
  return byDay;
}

/** Standardised cosine of every video to a direction near the token of a random one. */
function closeness({ items, settings, random }: Parameters<typeof latentInterests>[0]): Float32Array {
  const anchor = items[random.below(items.length)] as SimulatedItem;
  const noise = normalised(Float32Array.from(anchor.token, () => random.normal()));
  const direction = normalised(
    anchor.token.map((value, index) => value + settings.interestSpread * (noise[index] as number)),
  );
  return standardised(Float32Array.from(items, ({ token }) => dot(direction, token)));
}

/**
 * ln Σ_k share_k · exp(2 · closeness_k): a video is liked for the one interest that it meets. It is no inner product of
 * the token with any single vector, so no policy that ranks by one vector is right by construction.
 */
function softMaximum(
  interests: readonly { readonly logit: number; readonly closeness: Float32Array }[],
  count: number,
): Float32Array {
  const total = interests.reduce((sum, { logit }) => sum + Math.exp(logit), 0);
  const values = new Float32Array(count);
  for (const { logit, closeness: near } of interests) {
    const share = Math.exp(logit) / total;
    for (let item = 0; item < count; item += 1) {
      values[item] = (values[item] as number) + share * Math.exp(2 * (near[item] as number));
    }
  }
  return values.map((value) => Math.log(value));
}

function standardised(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}
