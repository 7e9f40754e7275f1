import PQueue from 'p-queue';
import type { JobTable } from './job-table.js';

/**
 * Uploads of the same bytes share one file. Whoever places or removes such a file does it in turn, so that nobody
 * removes what another one has just placed and not queued yet.
 */
export interface UploadTurns {
  /** @param work is told whether a job that has not ended needs a file; what it awaits must not wait for another turn */
  take<Result>(work: (isWanted: IsWanted) => Promise<Result>): Promise<Result>;
}

/** @param exceptJob id of a job that does not count */
export type IsWanted = (file: string, exceptJob?: string) => boolean;

export function createUploadTurns(table: Pick<JobTable, 'open'>): UploadTurns {
  const turns = new PQueue({ concurrency: 1 });
  const isWanted: IsWanted = (file, exceptJob) =>
    table
      .open()
      .some(({ job, work }) => job.id !== exceptJob && work.kind === 'embed' && work.upload?.file === file);
  return { take: (work) => turns.add(() => work(isWanted)) };
}
