import type { CallOptions, Client } from './client.js';
import type { Job } from './generated.js';

const END_OF_EVENT = /\r?\n\r?\n/;

/**
 * The state of a job after each change, until it has ended.
 * @throws ProblemError when there is no such job; TypeError when the connection breaks (call it again: it begins with the
 * present state)
 */
export async function* followJob(
  client: Client,
  id: string,
  options: CallOptions = {},
): AsyncGenerator<Job, void, undefined> {
  const { body } = await client.watchJob({ id }, options);
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (rest + value).split(END_OF_EVENT);
      rest = events.pop() ?? '';
      for (const event of events) {
        const job = jobOf(event);
        if (job !== undefined) yield job;
      }
    }
  } finally {
    await reader.cancel();
  }
}

/** Comments and other events are passed over. */
function jobOf(event: string): Job | undefined {
  const lines = event.split(/\r?\n/);
  if (!lines.includes('event: job')) return undefined;
  const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart());
  return JSON.parse(data.join('\n')) as Job;
}
