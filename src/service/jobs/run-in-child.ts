import { parseJson } from '../../core/parse-json.js';
import { runChildJob } from '../../engine/run-child-job.js';
import type { ChildCommand } from '../child-command.js';
import type { JobStage } from '../contract/job.js';
import { type JobDone, type JobError, jobMessage } from './job-message.js';
import type { NewJob } from './new-job.js';

/** How the process of a job ended; `stderrTail` for the log. */
export type JobOutcome = JobDone | (JobError & { readonly stderrTail?: string });

/**
 * Runs one job in a process of its own.
 * @throws the signal's reason when aborted, once the process is gone
 */
export async function runInChild(options: {
  readonly child: ChildCommand;
  readonly work: NewJob;
  readonly signal: AbortSignal;
  readonly onStages: (stages: readonly JobStage[]) => void;
}): Promise<JobOutcome> {
  const { child, work, signal, onStages } = options;
  let last: JobOutcome | undefined;
  const { exitCode, endedBy, stderrTail } = await runChildJob({
    ...child,
    input: JSON.stringify(work),
    signal,
    onLine(line) {
      const { data } = jobMessage.safeParse(parseJson(line));
      if (data?.kind === 'stages') onStages(data.stages);
      else last = data ?? last;
    },
  });
  if (last !== undefined) return last;
  const how = endedBy === undefined ? `with exit code ${exitCode}` : endedWords(endedBy);
  return { kind: 'error', code: 'internal', message: `The process of the job ended ${how}.`, stderrTail };
}

function endedWords(signalName: string): string {
  return signalName === 'SIGKILL'
    ? 'by SIGKILL, as the system does when memory runs out'
    : `by ${signalName}`;
}
