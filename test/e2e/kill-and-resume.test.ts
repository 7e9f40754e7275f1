import { type FSWatcher, mkdtempSync, rmSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { embedReport } from '../../src/core/reports/embed-report.js';
import { statusReport } from '../../src/core/reports/status-report.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { runCli, startCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Twelve clips and six steps are enough: what is tested is what survives, not what is learned. */
const folder = mkdtempSync(join(tmpdir(), 'vidtoken-kill-'));
const manifest = writeManifest(join(folder, 'twelve.jsonl'), demoEntries(inject('demoFolder'), 12));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts `embed` and kills it with SIGKILL as soon as a path below the data folder matches. */
async function killWhen(data: string, pattern: RegExp): Promise<void> {
  await mkdir(data, { recursive: true });
  const { child, result } = startCli(['embed', manifest, '--data', data, '--quiet', '--max-steps', '6']);
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
    '6',
  ]);
  expect(exitCode, stderr).toBe(0);
  return embedReport.parse(JSON.parse(stdout));
}

async function expectComplete(
  data: string,
  report: { readonly scanned: number; readonly stored: number; readonly interruptedRuns: number },
) {
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
    interruptedRuns: report.interruptedRuns,
  });
  expect(status.failures).toEqual({});
}

describe('a run that is killed with SIGKILL is finished by the same command', () => {
  it.each([
    { moment: 'while the tables are being created', pattern: /videos\.lance\/_versions/, begun: 0 },
    { moment: 'while features are being written', pattern: /features\.lance\/data/, begun: 1 },
    { moment: 'while the first rows are being written', pattern: /videos\.lance\/data/, begun: 1 },
    { moment: 'while the student is being trained', pattern: /models\/.*training/, begun: 1 },
    { moment: 'when the model has just been saved', pattern: /models\/.*current\.json/, begun: 1 },
  ])('$moment', async ({ pattern, begun }) => {
    const data = join(await temporaryFolder(), 'data');
    await killWhen(data, pattern);
    await expectComplete(data, { ...(await finish(data)), interruptedRuns: begun });
  });
});
