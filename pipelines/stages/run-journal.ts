import { randomUUID } from 'node:crypto';
import { messageOf } from '../../src/core/errors.js';
import type { SpaceId } from '../../src/core/ids.js';
import type { JsonValue } from '../../src/core/media.js';
import type { RunRecord, RunStatus } from '../../src/core/record.js';
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
  /**
   * Does the work of the run and closes the row with its report, or, when it throws, with the reason; without
   * `begin` there is nothing to close. `facts` are read when the work is done.
   */
  close<Report extends object>(
    work: () => Promise<Report>,
    facts?: (report: Report) => RunFacts,
  ): Promise<Report>;
}

interface JournalOptions {
  readonly store: VideoStore;
  readonly command: string;
  readonly config: JsonValue;
  readonly codeVersion: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rows of earlier runs that were killed are closed as `interrupted`: the writer lock proves that they are dead. */
export function createRunJournal(options: JournalOptions): RunJournal {
  const { store, clock } = options;
  let row: RunRecord | undefined;
  const id = `${new Date(clock()).toISOString().replace(/[-:]/g, '').slice(0, 15)}-${randomUUID().slice(0, 8)}`;
  const end = async (status: RunStatus, report: JsonValue, facts: RunFacts = {}): Promise<void> => {
    if (row === undefined) return;
    await store.runs.save({ ...row, ...facts, status, report, finishedAtMs: clock() });
  };
  const open = async (): Promise<void> => {
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
  };
  let opened: Promise<void> | undefined;
  return {
    id,
    begin() {
      opened ??= open();
      return opened;
    },
    async close(work, facts) {
      try {
        const report = await work();
        await end('done', report as JsonValue, facts?.(report));
        return report;
      } catch (error) {
        await end(options.signal.aborted ? 'interrupted' : 'failed', { error: messageOf(error) });
        throw error;
      }
    },
  };
}
