import { describe, expect, it } from 'vitest';
import { createClient, type Job } from '../../src/client/index.js';
import { followPatiently } from '../../src/web/views/add/follow-patiently.js';

const event = (part: Partial<Job>) => `event: job\ndata: ${JSON.stringify({ id: 'j', ...part })}\n\n`;

/** Follows a job whose connections answer with these texts, one after the other. */
async function follow(answers: readonly (string | Error | Response)[]) {
  let calls = 0;
  const waited: number[] = [];
  const client = createClient({
    fetch: async () => {
      const answer = answers[Math.min(calls, answers.length - 1)];
      calls += 1;
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : new Response(answer);
    },
  });
  const states: string[] = [];
  const sleep = async (seconds: number) => {
    waited.push(seconds);
  };
  const { signal } = new AbortController();
  const end = (async () => {
    for await (const job of followPatiently({ client, id: 'j', signal, sleep })) states.push(job.state);
  })();
  const error = await end.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { states, error, calls, waited };
}

describe('following a job', () => {
  it('ends with the job', async () => {
    const { states, calls } = await follow([event({ state: 'queued' }) + event({ state: 'done' })]);
    expect(states).toEqual(['queued', 'done']);
    expect(calls).toBe(1);
  });

  it('connects anew when the connection breaks or ends early', async () => {
    const { states, error, waited } = await follow([
      event({ state: 'running' }),
      new TypeError('fetch failed'),
      event({ state: 'running' }) + event({ state: 'failed' }),
    ]);
    expect(error).toBeUndefined();
    expect(states).toEqual(['running', 'running', 'failed']);
    expect(waited).toEqual([1, 1]);
  });

  it('gives up when it stays broken', async () => {
    const { error, calls } = await follow([new TypeError('fetch failed')]);
    expect(error).toBeInstanceOf(TypeError);
    expect(calls).toBe(6);
  });

  it('does not insist on a job that the service does not know', async () => {
    const problem = {
      type: 'about:blank',
      title: '',
      status: 404,
      code: 'no-such-job',
      detail: '',
      instance: '',
    };
    const { error, calls } = await follow([new Response(JSON.stringify(problem), { status: 404 })]);
    expect(error).toMatchObject({ code: 'no-such-job' });
    expect(calls).toBe(1);
  });
});
