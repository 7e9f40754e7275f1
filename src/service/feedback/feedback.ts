import type { InteractionRecord } from '../../core/recommend.js';
import type { InteractionEvent, InteractionsAnswer } from '../contract/recommend.js';

/**
 * What users did, durable before `add` answers and known to the next `history`. Events are written to an append-only
 * journal first and moved to the `interactions` table in larger commits, whenever no other writer holds the store.
 */
export interface Feedback {
  /** Idempotent by event id, within a batch, across batches and across restarts. */
  add(events: readonly InteractionEvent[]): Promise<InteractionsAnswer>;
  /** Stored and waiting events of a user, oldest first. */
  history(userId: string): Promise<readonly InteractionRecord[]>;
  /** How often each video was watched, stored and waiting. */
  popularity(): Promise<ReadonlyMap<string, number>>;
  /** Events that are not in the table yet. */
  readonly waiting: number;
  /** Moves what waits to the table, if no other writer holds the store. */
  flush(): Promise<void>;
  /** Forgets the events of a deleted video that still wait. */
  forget(videoId: string): Promise<void>;
  close(): Promise<void>;
}
