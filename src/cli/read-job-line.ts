import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { VidtokenError } from '../core/errors.js';

export interface JobLine {
  readonly line: string;
  /** Stops listening, so that the process can end while the parent still holds the pipe. */
  close(): void;
}

/**
 * Reads the one line that a parent process writes, and goes on listening: the pipe ends when the parent is gone.
 * @param onEnd called when the pipe ends after the line, unless `close` was called before
 * @throws VidtokenError `usage` when the pipe ends before a line
 */
export async function readJobLine(input: Readable, onEnd: () => void): Promise<JobLine> {
  const lines = createInterface({ input });
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(noJob()));
  });
  let isClosed = false;
  lines.once('close', () => {
    if (!isClosed) onEnd();
  });
  return {
    line,
    close() {
      isClosed = true;
      lines.close();
      input.destroy();
    },
  };
}

function noJob(): VidtokenError {
  return new VidtokenError({
    code: 'usage',
    message: 'No job was given on standard input.',
    hint: 'Jobs are started by: vidtoken serve, and: vidtoken benchmark recommend',
  });
}
