import { createHash } from 'node:crypto';
import type { InteractionRecord } from '../../src/core/recommend.js';
import type { ReadEvent } from '../../src/dataset/readers/interaction-reader.js';

const KEY_DIGITS = 32;

/** The first 128 bits of the SHA-256 over the data set and everything that the event says: equal events get equal keys. */
export function interactionKey(dataset: string, event: Omit<ReadEvent, 'kind'>): string {
  const { userId, itemId, atMs, watchSeconds, durationSeconds, rating, split } = event;
  const facts = [dataset, userId, itemId, atMs, watchSeconds, durationSeconds, rating, split];
  const text = JSON.stringify(facts.map((fact) => fact ?? null));
  return createHash('sha256').update(text).digest('hex').slice(0, KEY_DIGITS);
}

/** The event as a row of `interactions`. */
export function interactionRecord(
  { dataset, source }: { readonly dataset: string; readonly source: string },
  { kind: _kind, itemId, ...event }: ReadEvent,
): InteractionRecord {
  return {
    ...event,
    key: interactionKey(dataset, { itemId, ...event }),
    itemId: itemId as InteractionRecord['itemId'],
    source,
  };
}
