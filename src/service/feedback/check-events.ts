import { type VideoId, videoId } from '../../core/ids.js';
import type { InteractionRecord } from '../../core/recommend.js';
import type { InteractionEvent, InteractionsAnswer } from '../contract/recommend.js';
import type { VideoLibrary } from '../library/video-library.js';
import { eventRecord } from './event-record.js';

/** Clocks of phones are wrong by minutes; an event of next week is a mistake, and would be the newest for a week. */
const FUTURE_LIMIT_MS = 24 * 3_600_000;

interface CheckedEvents {
  /** Each event id once, the first of a batch. */
  readonly records: readonly InteractionRecord[];
  /** Further events with an id of the same batch. */
  readonly repeated: number;
  readonly rejected: InteractionsAnswer['rejected'];
}

/** The events that can be kept, as rows, and why the others cannot. */
export async function checkEvents(options: {
  readonly events: readonly InteractionEvent[];
  readonly library: Pick<VideoLibrary, 'summaries'>;
  readonly nowMs: number;
}): Promise<CheckedEvents> {
  const { events, library, nowMs } = options;
  const ids = [...new Set(events.map((event) => videoId(event.videoId)))];
  const videos = new Map<VideoId, number | null>();
  for (const { id, durationSeconds } of await library.summaries(ids)) {
    videos.set(videoId(id), durationSeconds);
  }
  const records = new Map<string, InteractionRecord>();
  const rejected: InteractionsAnswer['rejected'] = [];
  let repeated = 0;
  for (const event of events) {
    const durationSeconds = videos.get(videoId(event.videoId));
    if (durationSeconds === undefined) {
      rejected.push({
        eventId: event.eventId,
        code: 'no-such-video',
        reason: `There is no video "${event.videoId}".`,
      });
      continue;
    }
    const record = eventRecord({ event, arrivedAtMs: nowMs, durationSeconds });
    if ((record.atMs ?? nowMs) > nowMs + FUTURE_LIMIT_MS) {
      rejected.push({
        eventId: event.eventId,
        code: 'invalid-value',
        reason: `It is said to have happened at ${event.at}, more than a day from now.`,
      });
      continue;
    }
    if (records.has(record.key)) repeated += 1;
    else records.set(record.key, record);
  }
  return { records: [...records.values()], repeated, rejected };
}
