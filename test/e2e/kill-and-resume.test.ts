import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { embedReport } from '../../src/core/reports/embed-report.js';
import { statusReport } from '../../src/core/reports/status-report.js';
import { runCli, startCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const manifest = join(inject('demoFolder'), 'manifest.jsonl');

/** Starts `embed` and kills it with SIGKILL as soon as a path below the data folder matches. */
async function killWhen(data: string, pattern: RegExp): Promise<void> {
  await mkdir(data, { recursive: true });
  const { child, result } = startCli(['embed', manifest, '--data', data, '--quiet', '--max-steps', '24']);
  const watcher: FSWatcher = watch(data, { recursive: true }, (_event, name) => {
    if (name !== null && pattern.test(String(name))) child.kill('SIGKILL');
  });
  const { exitCode } = await result;
  watcher.close();
  expect(exitCode, 'the run was over before it could be killed').toBeNull();
}

async function finish(data: string) {
  const { exitCode, stdout, stderr } = await runCli([
    'embed',
    manifest,
    '--data',
    data,
    '--json',
    '--quiet',
    '--max-steps',
    '24',
  ]);
  expect(exitCode, stderr).toBe(0);
  return embedReport.parse(JSON.parse(stdout));
}

async function expectComplete(data: string, report: { readonly scanned: number; readonly stored: number }) {
  expect(report.stored).toBe(report.scanned);
  const { stdout } = await runCli(['export', '--format', 'jsonl', '--data', data]);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(new Set(rows.map((row) => row.id)).size).toBe(report.scanned);
  for (const row of rows) {
    expect(row.vectors.token).toHaveLength(rows[0].vectors.token.length);
    expect(row.vectors.visual).toHaveLength(rows[0].vectors.visual.length);
    expect(row.clusterId).toBeGreaterThanOrEqual(0);
  }
  const status = statusReport.parse(JSON.parse((await runCli(['status', '--data', data, '--json'])).stdout));
  expect(status.stale).toMatchObject({
    withoutToken: 0,
    otherSpace: 0,
    withoutCluster: 0,
    interruptedRuns: 1,
  });
  expect(status.failures).toEqual({});
}

describe('a run that is killed with SIGKILL is finished by the same command', () => {
  it.each([
    ['while features are being written', /features\.lance\/_versions/],
    ['after the first rows are committed', /videos\.lance\/_versions/],
    ['while the student is being trained', /models\/.*training/],
    ['when the model has just been saved', /models\/.*current\.json/],
  ])('%s', async (_moment, pattern) => {
    const data = join(await temporaryFolder(), 'data');
    await killWhen(data, pattern);
    await expectComplete(data, await finish(data));
  });
});
