import { dreamUmmConfig } from '../../models/dreamumm/config.js';
import {
  fitLongViewThresholds,
  type LongViewThresholds,
} from '../../models/dreamumm/long-view-thresholds.js';
import { countedSeconds } from '../../models/dreamumm/watch.js';
import type { VideoId } from '../../src/core/ids.js';
import type { VideoStore } from '../../src/core/store.js';
import { watchOf } from './positive-rules.js';

/** What recommending needs to know of all events together. */
export interface InteractionStatistics {
  readonly events: number;
  /** Events of each video. */
  readonly popularity: ReadonlyMap<VideoId, number>;
  /** Long-view thresholds of all watches; those by default where there are too few. */
  readonly thresholds: LongViewThresholds;
}

/** One pass over all stored events. */
export async function interactionStatistics(store: VideoStore): Promise<InteractionStatistics> {
  const config = dreamUmmConfig.parse({});
  const popularity = new Map<VideoId, number>();
  const watches: { watchSeconds: number; durationSeconds?: number }[] = [];
  let events = 0;
  for await (const page of store.interactions.scan()) {
    events += page.length;
    for (const event of page) {
      popularity.set(event.itemId, (popularity.get(event.itemId) ?? 0) + 1);
      const watch = watchOf(event);
      if (watch === undefined) continue;
      const { durationSeconds } = watch;
      const watchSeconds = countedSeconds(watch, config.maximumWatchRatio);
      watches.push(durationSeconds === undefined ? { watchSeconds } : { watchSeconds, durationSeconds });
    }
  }
  return { events, popularity, thresholds: fitLongViewThresholds({ ...config, watches }) };
}

/** The thresholds alone. */
export async function storedThresholds(store: VideoStore): Promise<LongViewThresholds> {
  return (await interactionStatistics(store)).thresholds;
}
