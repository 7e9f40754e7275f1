import { describe, expect, it } from 'vitest';
import { childRunner } from '../../pipelines/benchmark-recommend/child-runner.js';
import type { BenchmarkJob, JobMessage } from '../../pipelines/benchmark-recommend/job.js';
import { type ChildJobOptions, runChildJob } from '../../src/engine/run-child-job.js';
import { runningChildren } from '../support/running-children.js';

const script = (code: string) => ({ program: process.execPath, arguments: ['-e', code] });

const run = (code: string, options: Partial<ChildJobOptions> = {}) =>
  runChildJob({
    ...script(code),
    input: 'the job',
    onLine: () => {},
    signal: new AbortController().signal,
    ...options,
  });

/** Reads the job and leaves standard input open. */
const READ = `require('readline').createInterface({ input: process.stdin }).once('line', (line) => {`;

describe('a job in a child process', () => {
  it('gets its input as one line and answers in lines', async () => {
    const lines: string[] = [];
    const result = await run(`${READ} console.log(line); console.log('done'); process.exit(0); })`, {
      onLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(['the job', 'done']);
    expect(result).toEqual({ exitCode: 0, stderrTail: '' });
  });

  it('tells with which code it ended, and its last words', async () => {
    expect(await run(`console.error('no room'); process.exit(3)`)).toEqual({
      exitCode: 3,
      stderrTail: 'no room\n',
    });
  });

  it('tells by which signal it was ended', async () => {
    expect(await run(`process.kill(process.pid, 'SIGKILL')`)).toMatchObject({ endedBy: 'SIGKILL' });
  });

  it('is ended by an abort, even when it does not listen', async () => {
    const abort = new AbortController();
    const stubborn = `process.on('SIGTERM', () => {}); ${READ} console.log('ready'); setInterval(() => {}, 1e6); })`;
    const running = run(stubborn, {
      signal: abort.signal,
      graceMs: 50,
      onLine: () => abort.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
    expect(runningChildren('node')).toEqual([]);
  });

  it('cannot be a program that is not there', async () => {
    await expect(
      runChildJob({
        ...{ program: '/no/such/program', arguments: [], input: '', onLine: () => {} },
        signal: new AbortController().signal,
      }),
    ).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('a benchmark job in a child process', () => {
  const job = { model: 'toy' } as BenchmarkJob;
  const options = (messages: JobMessage[] = []) => ({
    signal: new AbortController().signal,
    onEpoch: (message: JobMessage) => messages.push(message),
  });

  it('reports its epochs; other lines are passed over', async () => {
    const messages: JobMessage[] = [];
    const code = `${READ} console.log('warming up'); console.log('{"epoch": 2, "loss": 0.5}'); process.exit(0); })`;
    await childRunner(script(code))(job, options(messages));
    expect(messages).toEqual([{ epoch: 2, loss: 0.5 }]);
  });

  it('fails with what the process said last', async () => {
    const runner = childRunner(script(`console.error('error: diverged'); process.exit(1)`));
    await expect(runner(job, options())).rejects.toThrow(
      'the process ended with exit code 1: error: diverged',
    );
  });

  it('fails with the likely reason when the system killed the process', async () => {
    const runner = childRunner(script(`process.kill(process.pid, 'SIGKILL')`));
    await expect(runner(job, options())).rejects.toThrow(
      'the process was killed with SIGKILL, as the system does when memory runs out',
    );
  });
});
