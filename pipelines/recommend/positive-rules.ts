import { dreamUmmConfig } from '../../models/dreamumm/config.js';
import type { LongViewThresholds } from '../../models/dreamumm/long-view-thresholds.js';
import { isLongView } from '../../models/dreamumm/preference-score.js';
import type { Watch } from '../../models/dreamumm/watch.js';
import type { InteractionRecord } from '../../src/core/recommend.js';
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
