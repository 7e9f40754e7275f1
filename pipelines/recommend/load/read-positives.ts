import type { VideoId } from '../../../src/core/ids.js';
import type { InteractionRecord } from '../../../src/core/recommend.js';
import type { VideoStore } from '../../../src/core/store.js';
import { compareIds } from '../../../src/dataset/id-order.js';
import type { SplitEvent } from '../../../src/dataset/splits/pairs.js';

/** What the rule for positives says about an event. */
export type Verdict = (event: InteractionRecord) => boolean | undefined;

export interface Positives {
  /** In the order of `compareIds`; everybody with a positive about a known item. */
  readonly userIds: readonly string[];
  readonly events: readonly SplitEvent[];
  readonly counts: {
    /** Rows that were read. */
    events: number;
    notPositive: number;
    undecided: number;
    unknownItems: number;
  };
}

/** Reads the `interactions` table once and keeps the positives about known items. */
export async function readPositives(options: {
  readonly store: VideoStore;
  readonly itemIds: readonly VideoId[];
  readonly isPositive: Verdict;
  readonly signal: AbortSignal;
}): Promise<Positives> {
  const { store, itemIds, isPositive, signal } = options;
  const itemOf = new Map(itemIds.map((id, item) => [id, item]));
  const arrivals = new Map<string, number>();
  const events: SplitEvent[] = [];
  const counts = { events: 0, notPositive: 0, undecided: 0, unknownItems: 0 };
  for await (const page of store.interactions.scan()) {
    signal.throwIfAborted();
    counts.events += page.length;
    for (const event of page) {
      const item = itemOf.get(event.itemId);
      const verdict = isPositive(event);
      if (item === undefined) counts.unknownItems += 1;
      else if (verdict === undefined) counts.undecided += 1;
      else if (!verdict) counts.notPositive += 1;
      else events.push(splitEvent(event, { user: numberOf(event.userId, arrivals), item }));
    }
  }
  return { ...inOrderOfIds(events, [...arrivals.keys()]), counts };
}

function numberOf(userId: string, numbers: Map<string, number>): number {
  const known = numbers.get(userId);
  if (known !== undefined) return known;
  numbers.set(userId, numbers.size);
  return numbers.size - 1;
}

function splitEvent(
  { atMs, split }: InteractionRecord,
  pair: { readonly user: number; readonly item: number },
): SplitEvent {
  return { ...pair, ...(atMs === undefined ? {} : { atMs }), ...(split === undefined ? {} : { split }) };
}

/** Users were numbered as they came. */
function inOrderOfIds(
  events: readonly SplitEvent[],
  arrived: readonly string[],
): Pick<Positives, 'userIds' | 'events'> {
  const userIds = [...arrived].sort(compareIds);
  const places = new Map(userIds.map((id, user) => [id, user]));
  const userOf = Int32Array.from(arrived, (id) => places.get(id) as number);
  return { userIds, events: events.map((event) => ({ ...event, user: userOf[event.user] as number })) };
}
