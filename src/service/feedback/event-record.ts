import { createHash } from 'node:crypto';
import { z } from 'zod';
import { videoId } from '../../core/ids.js';
import { parseJson } from '../../core/parse-json.js';
import type { InteractionRecord } from '../../core/recommend.js';
import type { InteractionEvent } from '../contract/recommend.js';

/** `source` of every event that came over HTTP. */
const SOURCE = 'feedback';
const KEY_DIGITS = 32;

/** The first 128 bits of the SHA-256 over the event id: the same id is the same row. */
export function eventKey(eventId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([SOURCE, eventId]))
    .digest('hex')
    .slice(0, KEY_DIGITS);
}

/** The event as a row of `interactions`. */
export function eventRecord(options: {
  readonly event: InteractionEvent;
  /** Stands for the time of an event that does not say its own. */
  readonly arrivedAtMs: number;
  /** Of the video. */
  readonly durationSeconds: number | null;
}): InteractionRecord {
  const { event, arrivedAtMs, durationSeconds } = options;
  const { eventId, userId, watchSeconds, rating, at } = event;
  return {
    key: eventKey(eventId),
    userId,
    itemId: videoId(event.videoId),
    atMs: at === undefined ? arrivedAtMs : Date.parse(at),
    source: SOURCE,
    ...(watchSeconds === undefined ? {} : { watchSeconds }),
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(rating === undefined ? {} : { rating }),
  };
}

const recordSchema = z.object({
  key: z.string().min(1),
  userId: z.string().min(1),
  itemId: z.string().min(1).transform(videoId),
  atMs: z.number(),
  watchSeconds: z.number().min(0).optional(),
  durationSeconds: z.number().optional(),
  rating: z.number().optional(),
  source: z.literal(SOURCE),
});

/** One line of the journal. @returns undefined for a line that is damaged */
export function parseRecordLine(line: string): InteractionRecord | undefined {
  const parsed = recordSchema.safeParse(parseJson(line));
  if (!parsed.success) return undefined;
  const { watchSeconds, durationSeconds, rating, ...record } = parsed.data;
  return {
    ...record,
    ...(watchSeconds === undefined ? {} : { watchSeconds }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(rating === undefined ? {} : { rating }),
  };
}
