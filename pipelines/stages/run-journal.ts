import { randomUUID } from 'node:crypto';
import type { SpaceId } from '../../src/core/ids.js';
import type { JsonValue } from '../../src/core/media.js';
import type { RunRecord } from '../../src/core/record.js';
import type { Clock } from '../../src/core/runtime.js';
import type { VideoStore } from '../../src/core/store.js';

/** Facts of a run that become known while it goes on. */
export interface RunFacts {
  readonly dataHash?: string;
  readonly promptHash?: string;
  readonly seed?: number;
  readonly spaceId?: SpaceId;
}

/** One row of the `runs` table, written with the first change: a run that changes nothing leaves no row. */
export interface RunJournal {
  readonly id: string;
  /** Writes the row as `running` unless it is there. Call before the first write of the run. */
  begin(): Promise<void>;
  /** Closes the row, if there is one. */
  end(status: 'done' | 'failed' | 'interrupted', report: JsonValue, facts?: RunFacts): Promise<void>;
}

interface JournalOptions {
  readonly store: VideoStore;
  readonly command: string;
  readonly config: JsonValue;
  readonly codeVersion: string;
  readonly clock: Clock;
}

/** Rows of earlier runs that were killed are closed as `interrupted`: the writer lock proves that they are dead. */
export function createRunJournal(options: JournalOptions): RunJournal {
  const { store, clock } = options;
  let row: RunRecord | undefined;
  const id = `${new Date(clock()).toISOString().replace(/[-:]/g, '').slice(0, 15)}-${randomUUID().slice(0, 8)}`;
  return {
    id,
    async begin() {
      if (row !== undefined) return;
      for (const earlier of await store.runs.list()) {
        if (earlier.status === 'running') await store.runs.save({ ...earlier, status: 'interrupted' });
      }
      row = {
        id,
        command: options.command,
        status: 'running',
        codeVersion: options.codeVersion,
        config: options.config,
        startedAtMs: clock(),
      };
      await store.runs.save(row);
    },
    async end(status, report, facts = {}) {
      if (row === undefined) return;
      row = { ...row, ...facts, status, report, finishedAtMs: clock() };
      await store.runs.save(row);
    },
  };
}
