import { dreamUmmConfig } from '../../models/dreamumm/config.js';
import {
  fitLongViewThresholds,
  type LongViewThresholds,
} from '../../models/dreamumm/long-view-thresholds.js';
import { isLongView } from '../../models/dreamumm/preference-score.js';
import { countedSeconds, type Watch } from '../../models/dreamumm/watch.js';
import type { InteractionRecord } from '../../src/core/recommend.js';
import type { VideoStore } from '../../src/core/store.js';
import type { PositiveRule } from './load-recommender-data.js';

/** An event counts as liking when its rating is at least so high. */
export function ratedAtLeast(minimum: number): PositiveRule {
  return {
    id: `rating>=${minimum}`,
    isPositive: ({ rating }) => (rating === undefined ? undefined : rating >= minimum),
  };
}

/** An event counts as liking when it is a long view (DreamUMM, section 2.3.2). */
export function longViews(thresholds: LongViewThresholds): PositiveRule {
  const { maximumWatchRatio } = dreamUmmConfig.parse({});
  return {
    id: `long-view (${thresholds.kind} thresholds)`,
    isPositive(event) {
      const watch = watchOf(event);
      return watch === undefined ? undefined : isLongView(watch, { thresholds, maximumWatchRatio });
    },
  };
}

/** Long-view thresholds of all stored watches; those by default where there are too few. */
export async function storedThresholds(store: VideoStore): Promise<LongViewThresholds> {
  const config = dreamUmmConfig.parse({});
  const watches: { watchSeconds: number; durationSeconds?: number }[] = [];
  for await (const page of store.interactions.scan()) {
    for (const event of page) {
      const watch = watchOf(event);
      if (watch === undefined) continue;
      const { durationSeconds } = watch;
      const watchSeconds = countedSeconds(watch, config.maximumWatchRatio);
      watches.push(durationSeconds === undefined ? { watchSeconds } : { watchSeconds, durationSeconds });
    }
  }
  return fitLongViewThresholds({ ...config, watches });
}

/** The event as a watch; `undefined` when it has no watch time. */
export function watchOf({
  itemId,
  watchSeconds,
  durationSeconds,
  atMs,
}: InteractionRecord): Watch | undefined {
  if (watchSeconds === undefined) return undefined;
  return {
    itemId,
    watchSeconds,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(atMs === undefined ? {} : { atMs }),
  };
}
