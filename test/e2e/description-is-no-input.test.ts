import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { embedReport } from '../../src/core/reports/embed-report.js';
import { exportLine } from '../../src/core/reports/export-report.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function embed(manifest: string, data: string) {
  const { exitCode, stdout } = await runCli([
    'embed',
    manifest,
    '--data',
    data,
    '--max-steps',
    '4',
    '--json',
    '--quiet',
  ]);
  expect(exitCode, stdout).toBe(0);
  return embedReport.parse(JSON.parse(stdout));
}

async function exported(data: string) {
  const { stdout } = await runCli(['export', '--format', 'jsonl', '--data', data]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => exportLine.parse(JSON.parse(line)));
}

describe('a description', () => {
  it('supervises and is never an input: another description gives the same vectors', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'data');
    const entries = demoEntries(inject('demoFolder'), 6);
    const manifest = join(folder, 'list.jsonl');
    writeManifest(
      manifest,
      entries.map((entry, index) => ({ ...entry, description: `Clip number ${index} of a series.` })),
    );
    expect(await embed(manifest, data)).toMatchObject({ embedded: 6 });
    const before = await exported(data);

    writeManifest(
      manifest,
      entries.map((entry) => ({ ...entry, description: 'Something else entirely: a cat asleep.' })),
    );
    expect(await embed(manifest, data)).toMatchObject({ embedded: 0, updated: 6, reembedded: 0 });
    const after = await exported(data);

    expect(after.map((row) => row.description)).not.toEqual(before.map((row) => row.description));
    expect(after.map((row) => row.vectors)).toEqual(before.map((row) => row.vectors));
  });

  it('changes nothing else either: a title does change the vectors, so the comparison can fail', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'data');
    const entries = demoEntries(inject('demoFolder'), 6);
    const manifest = writeManifest(join(folder, 'list.jsonl'), entries);
    await embed(manifest, data);
    const before = await exported(data);
    writeManifest(
      manifest,
      entries.map((entry) => ({ ...entry, title: 'A quite different title' })),
    );
    expect(await embed(manifest, data)).toMatchObject({ updated: 6 });
    const after = await exported(data);
    expect(after.map((row) => row.vectors)).not.toEqual(before.map((row) => row.vectors));
  });
});
