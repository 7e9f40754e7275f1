import { DEFAULT_THRESHOLDS } from '../../models/dreamumm/long-view-thresholds.js';
import { isLongView } from '../../models/dreamumm/preference-score.js';
import { TokenGallery } from '../../models/dreamumm/token-gallery.js';
import type { InteractionRecord } from '../../src/core/recommend.js';
import { type ArmState, emptyArmState, type Play, runArm } from './run-arm.js';
import { loggingPolicy } from './simple-policies.js';
import type { SimulatedItem } from './simulated-item.js';
import type { SimulatedWorld } from './simulated-world.js';

/** Videos that the recommender of a log chooses from at each request, and videos in each list. */
export const POOL_SIZE = 100;
export const LIST_LENGTH = 8;

/** A gallery of the tokens of simulated videos. */
export function galleryOf(items: readonly SimulatedItem[]): TokenGallery {
  return new TokenGallery({
    dimension: items[0]?.token.length ?? 0,
    tokens: items.map(({ token }) => token),
  });
}

/**
 * SIMULATION. Lets the users of a world live through some days with the recommender of a log. The same world and seed
 * give the same events.
 * @returns the events in order of day and user, and what the users are left with
 */
export function generateWatchLog(options: {
  readonly world: SimulatedWorld;
  readonly gallery: TokenGallery;
  readonly days: number;
  readonly startMs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onDay: () => void;
}): { readonly plays: readonly Play[]; readonly state: ArmState } {
  const { world, days } = options;
  const state = emptyArmState(world.users, world.items.length);
  const reading = { thresholds: DEFAULT_THRESHOLDS, maximumWatchRatio: 1 };
  const { plays } = runArm({
    ...options,
    policy: loggingPolicy,
    state,
    fromDay: 0,
    toDay: days,
    poolSize: POOL_SIZE,
    listLength: LIST_LENGTH,
    isLongView: (watch) => isLongView(watch, reading),
  });
  return { plays, state };
}

/** Id of a simulated user; nobody can take it for a person. */
export function simulatedUserId(user: number): string {
  return `simulated-${String(user).padStart(5, '0')}`;
}

/** Events as rows of the `interactions` table; their source says that they are simulated, and with which seed. */
export function toInteractions(plays: readonly Play[], seed: number): InteractionRecord[] {
  const source = `simulation:seed=${seed}`;
  return plays.map(({ user, watch: { itemId, watchSeconds, durationSeconds, atMs } }) => {
    const userId = simulatedUserId(user);
    const key = `${source}/${userId}/${itemId}/${atMs}`;
    return { key, userId, itemId, atMs, watchSeconds, durationSeconds, source };
  });
}
