import type { InteractionRecord } from '../../src/core/recommend.js';
import type { VideoStore } from '../../src/core/store.js';
import type { SplitPolicy } from '../../src/dataset/splits/split-interactions.js';
import { storedThresholds } from './interaction-statistics.js';
import type { PositiveRule, RecommendProtocol } from './load-recommender-data.js';
import { longViews, ratedAtLeast } from './positive-rules.js';

/** Events that are looked at to see what a log knows. */
const PEEKED_EVENTS = 4096;

export interface ServingProtocolOptions {
  readonly store: VideoStore;
  /** Default: as the files say, else the last of each user, else at random. */
  readonly split?: SplitPolicy;
  /** Only events with at least this rating count as liking. */
  readonly minimumRating?: number;
  readonly seed: number;
}

/** How the events of a store are used when nobody says: by what they know about themselves. */
export async function servingProtocol(options: ServingProtocolOptions): Promise<RecommendProtocol> {
  const { store, minimumRating, seed } = options;
  const events = await firstEvents(store);
  const positives = await positiveRule({ store, events, minimumRating });
  return {
    split: options.split ?? naturalSplit(events),
    seed,
    ...(positives === undefined ? {} : { positives }),
  };
}

function naturalSplit(events: readonly InteractionRecord[]): SplitPolicy {
  if (events.some(({ split }) => split !== undefined)) return 'files';
  return events.some(({ atMs }) => atMs !== undefined) ? 'leave-last' : 'random';
}

async function positiveRule(options: {
  readonly store: VideoStore;
  readonly events: readonly InteractionRecord[];
  readonly minimumRating: number | undefined;
}): Promise<PositiveRule | undefined> {
  const { store, events, minimumRating } = options;
  if (minimumRating !== undefined) return ratedAtLeast(minimumRating);
  const isWatchLog = events.some(({ watchSeconds }) => watchSeconds !== undefined);
  return isWatchLog ? longViews(await storedThresholds(store)) : undefined;
}

async function firstEvents(store: VideoStore): Promise<readonly InteractionRecord[]> {
  for await (const page of store.interactions.scan({ pageSize: PEEKED_EVENTS })) return page;
  return [];
}
