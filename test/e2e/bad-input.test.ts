import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { FAILURE_CODES } from '../../src/core/errors.js';
import { type EmbedReport, embedReport } from '../../src/core/reports/embed-report.js';
import { errorReport } from '../../src/core/reports/error-report.js';
import { runCli } from '../support/run-cli.js';
import { hasSharedHostile, hasSharedStreet, SHARED_HOSTILE, SHARED_STREET } from '../support/shared-data.js';
import { mountSmallDisk } from '../support/small-disk.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const demo = inject('demoFolder');

/** Runs `embed` with a temporary folder of its own, and checks that nothing is left there nor running. */
async function embed(path: string, data: string): Promise<EmbedReport> {
  const scratch = await temporaryFolder();
  const args = ['embed', path, '--data', data, '--json', '--quiet', '--max-steps', '8'];
  const { exitCode, stdout, stderr } = await runCli(args, {
    env: { TMPDIR: scratch, VIDTOKEN_LOG_LEVEL: 'error' },
  });
  expect(exitCode, stderr + stdout).toBe(0);
  expect(await readdir(scratch)).toEqual([]);
  expect(await processesUsing(scratch)).toEqual([]);
  return embedReport.parse(JSON.parse(stdout));
}

/** Command lines of the processes that inherited this temporary folder: children of the run, whoever their parent is now. */
async function processesUsing(scratch: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const [environment, command] = await Promise.all(
      ['environ', 'cmdline'].map((name) => readFile(`/proc/${entry}/${name}`, 'utf8').catch(() => '')),
    );
    if (environment?.includes(`TMPDIR=${scratch}`)) found.push(command ?? '');
  }
  return found;
}

async function demoVideos(count: number): Promise<string[]> {
  const names = (await readdir(demo)).filter((name) => name.endsWith('.mp4')).sort();
  return names.slice(0, count).map((name) => join(demo, name));
}

describe('hostile media', () => {
  it.skipIf(!hasSharedHostile)('is embedded or listed with a stable code, file by file', async () => {
    const report = await embed(SHARED_HOSTILE, join(await temporaryFolder(), 'data'));
    const files = (await readdir(SHARED_HOSTILE)).length;
    expect(report.scanned).toBe(files);
    expect(report.embedded + report.duplicates + report.failed.length).toBe(files);
    for (const { code, reason } of report.failed) {
      expect(FAILURE_CODES).toContain(code);
      expect(reason.length).toBeGreaterThan(10);
      expect(reason).not.toMatch(/0x[0-9a-f]{6,}/);
    }
  });

  it.skipIf(!hasSharedStreet)('real surveillance clips are all embedded', async () => {
    const report = await embed(SHARED_STREET, join(await temporaryFolder(), 'data'));
    expect(report).toMatchObject({ scanned: 24, embedded: 24, failed: [] });
  });
});

describe('odd names and folders', () => {
  it('lose nothing: each file is embedded, a duplicate, or listed', async () => {
    const folder = join(await temporaryFolder(), 'videos');
    const videos = await demoVideos(6);
    await mkdir(join(folder, 'folder.mp4'), { recursive: true });
    const names = [
      'with space.mp4',
      `quo'te".mp4`,
      '-dash.mp4',
      'new\nline.mp4',
      'ünïcödé 🎬.mp4',
      'folder.mp4/inside.mp4',
    ];
    for (const [index, name] of names.entries()) await copyFile(videos[index] as string, join(folder, name));
    await copyFile(videos[0] as string, join(folder, 'zz same bytes.mp4'));
    await writeFile(join(folder, 'zero.mp4'), '');
    await writeFile(
      Buffer.concat([Buffer.from(`${folder}/bad-`), Buffer.from([0xff, 0xfe]), Buffer.from('.mp4')]),
      'x',
    );
    await symlink(folder, join(folder, 'loop'));

    const report = await embed(folder, join(await temporaryFolder(), 'data'));
    expect(report.embedded).toBe(names.length);
    expect(report.duplicateFiles.map(({ file }) => file)).toEqual([join(folder, 'zz same bytes.mp4')]);
    expect(report.failed.map(({ code }) => code).sort()).toEqual(['empty-file', 'unsupported-name']);
  });

  it('a file with a leading dash can be the query of similar', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'data');
    await embed(join(demo, 'manifest.jsonl'), data);
    const [video] = await demoVideos(1);
    await copyFile(video as string, join(folder, '-query.mp4'));
    const args = ['similar', '--data', data, '--json', '-k', '3', '--', '-query.mp4'];
    const { exitCode, stdout } = await runCli(args, { cwd: folder });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).hits).toHaveLength(3);
  });
});

describe('a bad manifest', () => {
  it('names file, line and field of each bad line, and the rest goes on', async () => {
    const folder = await temporaryFolder();
    const videos = await demoVideos(5);
    const good = videos.map((file, index) => JSON.stringify({ file, id: `v${index}`, labels: { n: index } }));
    const bad = [
      '{"file": 7}',
      'not json',
      '{"file": "gone.mp4"}',
      `{"file": ${JSON.stringify(videos[4])}, "tags": {}}`,
    ];
    const manifest = join(folder, 'list.jsonl');
    await writeFile(manifest, [...good.slice(0, 4), ...bad].join('\n'));
    const report = await embed(manifest, join(folder, 'data'));
    expect(report.embedded).toBe(4);
    expect(report.failed.map(({ code }) => code).sort()).toEqual([
      'manifest-invalid',
      'manifest-invalid',
      'manifest-invalid',
      'not-found',
    ]);
    const reasons = report.failed.map(({ file, reason }) => `${file} ${reason}`).join('\n');
    expect(reasons).toMatch(/list\.jsonl.*5.*file/);
    expect(reasons).toMatch(/list\.jsonl.*8.*tags/);
  });

  it('with one id for two contents fails the second, naming both', async () => {
    const folder = await temporaryFolder();
    const videos = await demoVideos(5);
    const manifest = join(folder, 'list.jsonl');
    const entries = videos.map((file, index) =>
      JSON.stringify({ file, id: index === 4 ? 'v0' : `v${index}` }),
    );
    await writeFile(manifest, entries.join('\n'));
    const report = await embed(manifest, join(folder, 'data'));
    expect(report.embedded).toBe(4);
    expect(report.failed).toMatchObject([{ code: 'id-conflict' }]);
    expect(report.failed[0]?.reason).toContain(videos[0]);
    expect(report.failed[0]?.reason).toContain(videos[4]);
  });
});

describe('a store that cannot be written', () => {
  it('on a full disk is a clear error; after space is made the same command finishes', async (context) => {
    const disk = mountSmallDisk(3);
    if (disk === undefined) return context.skip('mounting a small disk is not allowed here');
    onTestFinished(() => disk.remove());
    const args = [
      'embed',
      join(demo, 'manifest.jsonl'),
      '--data',
      join(disk.folder, 'data'),
      '--json',
      '--quiet',
    ];
    const { exitCode, stdout } = await runCli(args);
    const { error } = errorReport.parse(JSON.parse(stdout));
    expect(error.code).toBe('disk-full');
    expect(exitCode).toBe(3);
    execFileSync('mount', ['-o', 'remount,size=200m', disk.folder]);
    const again = await runCli(args);
    expect(again.exitCode, again.stdout).toBe(0);
    const report = embedReport.parse(JSON.parse(again.stdout));
    expect(report.stored).toBe(report.scanned);
  });

  it('on a read-only disk is a clear error', async (context) => {
    const disk = mountSmallDisk(3);
    if (disk === undefined) return context.skip('mounting a small disk is not allowed here');
    onTestFinished(() => disk.remove());
    disk.makeReadOnly();
    const data = join(disk.folder, 'data');
    const { exitCode, stdout } = await runCli(['embed', demo, '--data', data, '--json', '--quiet']);
    const { error } = errorReport.parse(JSON.parse(stdout));
    expect(error.code).toBe('store-unwritable');
    expect(error.message).toContain(data);
    expect(exitCode).toBe(2);
  });
});
