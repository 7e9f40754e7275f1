import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { VidtokenError } from '../../src/core/errors.js';
import { checkMediaTools, findMediaTools } from '../../src/media/media-tools.js';
import { runMediaProcess } from '../../src/media/run-media-process.js';
import { runningChildren } from '../support/running-children.js';

const ENDLESS = [
  '-nostdin',
  '-v',
  'error',
  '-re',
  '-f',
  'lavfi',
  '-i',
  'testsrc2=s=64x64:r=25',
  '-f',
  'rawvideo',
];

const PATIENCE = { timeout: 20_000 };

function isRunning(processId: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${processId}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('runMediaProcess', () => {
  it('returns the exact bytes of several pipes and the exit code', async () => {
    const result = await runMediaProcess({
      program: 'sh',
      arguments: ['-c', "printf 'a\\000b'; printf xyz >&3; echo oops >&2; exit 3"],
      timeoutMs: 10_000,
      maxBytes: [100, 100],
    });
    expect(result.outcome).toBe('exited');
    expect(result.exitCode).toBe(3);
    expect([...(result.outputs[0] ?? [])]).toEqual([97, 0, 98]);
    expect(new TextDecoder().decode(result.outputs[1])).toBe('xyz');
    expect(result.stderrTail).toBe('oops\n');
  });

  it('kills the whole process group when the time is over', async () => {
    const result = await runMediaProcess({
      program: 'sh',
      arguments: ['-c', 'sleep 1000 & echo $$ $!; wait'],
      timeoutMs: 300,
      maxBytes: [1000],
    });
    expect(result.outcome).toBe('timeout');
    const processIds = new TextDecoder().decode(result.outputs[0]).trim().split(' ').map(Number);
    expect(processIds).toHaveLength(2);
    await vi.waitFor(() => expect(processIds.filter(isRunning)).toEqual([]), PATIENCE);
  });

  it('kills the process and keeps what fits when an output grows too large', async () => {
    const result = await runMediaProcess({
      program: 'ffmpeg',
      arguments: [...ENDLESS.filter((argument) => argument !== '-re'), 'pipe:1'],
      timeoutMs: 60_000,
      maxBytes: [100_000],
    });
    expect(result.outcome).toBe('overflow');
    expect(result.outputs[0]).toHaveLength(100_000);
  });

  it('rejects with the reason of the signal and leaves no child when aborted', async () => {
    const controller = new AbortController();
    const running = runMediaProcess({
      program: 'ffmpeg',
      arguments: [...ENDLESS, 'pipe:1'],
      timeoutMs: 60_000,
      signal: controller.signal,
      maxBytes: [1e9],
    });
    await vi.waitFor(() => expect(runningChildren('ffmpeg')).toHaveLength(1), PATIENCE);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await vi.waitFor(() => expect(runningChildren('ffmpeg')).toEqual([]), PATIENCE);
  });

  it('keeps only the end of a long standard error', async () => {
    const result = await runMediaProcess({
      program: 'sh',
      arguments: ['-c', 'head -c 1000000 /dev/zero | tr "\\0" x >&2; echo end >&2'],
      timeoutMs: 10_000,
      maxBytes: [10],
    });
    expect(result.stderrTail).toHaveLength(8192);
    expect(result.stderrTail.endsWith('xend\n')).toBe(true);
  });

  it('says which line installs a program that is missing', async () => {
    const running = runMediaProcess({
      program: '/nowhere/ffmpeg',
      arguments: [],
      timeoutMs: 1000,
      maxBytes: [10],
    });
    const error = await running.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VidtokenError);
    expect(error).toMatchObject({ code: 'missing-tool', hint: 'apt-get install -y ffmpeg' });
  });

  it('takes its listeners away when nothing runs', async () => {
    const before = process.listenerCount('SIGTERM');
    await runMediaProcess({ program: 'true', arguments: [], timeoutMs: 1000, maxBytes: [1] });
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('the end of the parent process', () => {
  /** A process that runs an endless ffmpeg through the compiled spawner. */
  async function parentWithChild(): Promise<{ parent: ChildProcess; childId: number }> {
    const module = pathToFileURL(join(packageInfo().root, 'dist/src/media/run-media-process.js')).href;
    const options = {
      program: 'ffmpeg',
      arguments: [...ENDLESS, 'pipe:1'],
      timeoutMs: 60_000,
      maxBytes: [1e9],
    };
    const script = `import(${JSON.stringify(module)}).then((m) => m.runMediaProcess(${JSON.stringify(options)}))`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
    const childId = await vi.waitFor(() => {
      const found = runningChildren('ffmpeg', parent.pid)[0];
      expect(found).toBeDefined();
      return found as number;
    }, PATIENCE);
    return { parent, childId };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('by %s takes the running group along', async (signal) => {
    const { parent, childId } = await parentWithChild();
    const ended = new Promise((resolve) => parent.on('exit', (_, endedBy) => resolve(endedBy)));
    parent.kill(signal);
    expect(await ended).toBe(signal);
    await vi.waitFor(() => expect(isRunning(childId)).toBe(false), PATIENCE);
  });

  it('by SIGKILL ends the child on its broken pipe', async () => {
    const { parent, childId } = await parentWithChild();
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isRunning(childId)).toBe(false), PATIENCE);
  });
});

describe('checkMediaTools', () => {
  it('reports the versions of both programs', async () => {
    const checks = await checkMediaTools();
    expect(checks.map(({ name, ok }) => ({ name, ok }))).toEqual([
      { name: 'ffmpeg', ok: true },
      { name: 'ffprobe', ok: true },
    ]);
    for (const check of checks) expect(check.version).toMatch(/^\S+$/);
  });

  it('says what to do about a missing program instead of throwing', async () => {
    const checks = await checkMediaTools(findMediaTools({ ffprobePath: '/nowhere/ffprobe' }));
    expect(checks[0]?.ok).toBe(true);
    expect(checks[1]?.ok).toBe(false);
    expect(checks[1]?.detail).toContain('apt-get install -y ffmpeg');
  });
});
