import { parseJson } from '../../src/core/parse-json.js';
import { runChildJob } from '../../src/engine/run-child-job.js';
import { jobMessage } from './job.js';
import type { JobRunner } from './run-jobs.js';

/** What starts a process of this program: program and leading arguments. */
export interface ChildCommand {
  readonly program: string;
  readonly arguments: readonly string[];
}

/** Lines of standard error that are worth repeating. */
const REPEATED_LINES = 3;

/**
 * Each job in a process of its own: its memory is given back when it ends, and when it is killed, for lack of memory or
 * by a person, the others go on.
 */
export function childRunner(command: ChildCommand): JobRunner {
  return async (job, { signal, onEpoch }) => {
    const { exitCode, endedBy, stderrTail } = await runChildJob({
      ...command,
      input: JSON.stringify(job),
      signal,
      onLine(line) {
        const message = jobMessage.safeParse(parseJson(line));
        if (message.success) onEpoch(message.data);
      },
    });
    if (exitCode === 0) return;
    const lines = stderrTail.trim().split('\n').slice(-REPEATED_LINES).join(' ');
    const how = endedBy === undefined ? `ended with exit code ${exitCode}` : endedWords(endedBy);
    throw new Error(lines === '' ? `the process ${how}` : `the process ${how}: ${lines}`);
  };
}

function endedWords(signalName: string): string {
  return signalName === 'SIGKILL'
    ? 'was killed with SIGKILL, as the system does when memory runs out'
    : `was ended by ${signalName}`;
}
