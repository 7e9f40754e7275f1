import type { ErrorCode } from '../../core/errors.js';
import type { Job } from '../contract/job.js';
import { ERROR_STATUSES } from '../platform/error-statuses.js';
import type { NewJob } from './new-job.js';
import type { JobOutcome } from './run-in-child.js';

/** What a job becomes at its end. */
export type JobEnding = {
  readonly state: 'done' | 'failed' | 'cancelled';
} & Partial<Pick<Job, 'videoIds' | 'failures' | 'note' | 'error'>>;

/** A job fails with its process, and when nothing of its input could be used. */
export function endingOf(work: NewJob, outcome: JobOutcome): JobEnding {
  if (outcome.kind === 'error') {
    const { code, message } = outcome;
    return { state: 'failed', error: { code, message: publicMessage(code) ?? told(work, message) } };
  }
  const { videoIds, note, succeeded } = outcome;
  const failures = outcome.failures.map(({ file, code, reason }) => ({
    file: told(work, file),
    code,
    reason: told(work, reason),
  }));
  const result = { videoIds, failures, note };
  if (succeeded) return { ...result, state: 'done' };
  const [first] = failures;
  const error =
    first === undefined
      ? { code: 'not-found', message: 'There is no video in it.' }
      : { code: first.code, message: first.reason };
  return { ...result, state: 'failed', error };
}

/** People know an upload by its name, and where it lies is no business of theirs. */
function told(work: NewJob, text: string): string {
  const upload = work.kind === 'embed' ? work.upload : undefined;
  return upload === undefined ? text : text.replaceAll(upload.file, work.name);
}

function publicMessage(code: string): string | undefined {
  return ERROR_STATUSES[code as ErrorCode]?.detail;
}
