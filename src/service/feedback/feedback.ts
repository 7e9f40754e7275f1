import type { LongViewThresholds } from '../../../models/dreamumm/long-view-thresholds.js';
import type { InteractionRecord } from '../../core/recommend.js';
import type { InteractionEvent, InteractionsAnswer } from '../contract/recommend.js';

/**
 * What users did, durable before `add` answers and known to the next `history`. Events are written to an append-only
 * journal first and moved to the `interactions` table in larger commits, whenever no other writer holds the store.
 */
export interface Feedback {
  /** Idempotent by event id, within a batch, across batches and across restarts. @throws VidtokenError `disk-full`, `store-unwritable` */
  add(events: readonly InteractionEvent[]): Promise<InteractionsAnswer>;
  /** Stored and waiting events of a user, oldest first. */
  history(userId: string): Promise<readonly InteractionRecord[]>;
  /** How often each video was watched, stored and waiting. */
  popularity(): Promise<ReadonlyMap<string, number>>;
  /** From how many seconds a watch is a long view: the quantiles of the stored watches, see `fitLongViewThresholds`. */
  thresholds(): Promise<LongViewThresholds>;
  /** Events that are not in the table yet. */
  readonly waiting: number;
  /** Moves what waits to the table; where another writer holds the store it is tried again later. */
  flush(): Promise<void>;
  /** Forgets the events of a deleted video that still wait. */
  forget(videoId: string): Promise<void>;
  /** Moves what waits, if the store is free; the rest stays in the journal for the next start. */
  close(): Promise<void>;
}
