import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { errorReport } from '../../src/core/reports/error-report.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { runCli } from '../support/run-cli.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('wrong usage', () => {
  it.each([
    [
      ['similar', 'x', '-k', 'many'],
      "option '-k, --limit <n>' argument 'many' is invalid",
      'whole number from 1',
    ],
    [['similar', 'x', '-k', '0'], "argument '0' is invalid", 'whole number from 1'],
    [
      ['embed', 'x', '--extractors', 'magic'],
      'There is no feature extractor "magic"',
      'signal-visual, signal-audio, text-hash, mobilenet_v2, yamnet',
    ],
    [
      ['embed', 'x', '--describer', 'oracle'],
      "argument 'oracle' is invalid",
      'auto, manifest, openai, transformers, tags, signal',
    ],
    [['describe', '--budget', 'lots'], "argument 'lots' is invalid", 'dollars such as 5.00'],
    [['describe', '--sample', '0'], "argument '0' is invalid", 'at least 1'],
    [['describe', '--transcriber', 'parrot'], "argument 'parrot' is invalid", 'transformers'],
    [['embed', 'x', '--backend', 'abacus'], "argument 'abacus' is invalid", 'Allowed choices are auto'],
    [['embed', 'x', '--concurrency', '1.5'], "argument '1.5' is invalid", 'from 1 to 64'],
    [['export', '--format', 'xml'], "argument 'xml' is invalid", 'Allowed choices are'],
    [['cluster', '--k', '1'], "argument '1' is invalid", 'from 2'],
    [
      ['benchmark', 'retrieval', '--label', 'a', '--cutoffs', '10,x'],
      "argument '10,x' is invalid",
      'whole number',
    ],
    [['embed'], "missing required argument 'paths'", '--help'],
    [['emebd', 'x'], "unknown command 'emebd'", 'Did you mean embed?'],
  ])('%j names the option, the value and what is allowed, and exits with 2', async (args, what, allowed) => {
    const { exitCode, stderr, stdout } = await runCli(args);
    expect(stderr).toContain(what);
    expect(stderr).toContain(allowed);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it.each([
    [['similar', 'x', '-k', 'many']],
    [['embed']],
    [['nonsense']],
    [['status', '--models-dir', '/no/such/folder']],
  ])('%j with --json prints one object and exits with 2', async (args) => {
    const { exitCode, stdout } = await runCli([...args, '--json']);
    expect(errorReport.parse(JSON.parse(stdout)).error.code).toBe('usage');
    expect(exitCode).toBe(2);
  });

  it('says how to make a store where there is none', async () => {
    const data = join(await temporaryFolder(), 'nothing');
    const { exitCode, stdout } = await runCli(['search', 'cat', '--data', data, '--json']);
    const { error } = errorReport.parse(JSON.parse(stdout));
    expect(error.code).toBe('configuration');
    expect(error.message).toContain(data);
    expect(error.hint).toContain('vidtoken embed');
    expect(exitCode).toBe(2);
  });

  it('exits with 3 and the reason when nothing succeeded', async () => {
    const folder = await temporaryFolder();
    const videos = join(folder, 'videos');
    await mkdir(videos);
    await writeFile(join(videos, 'not a video.mp4'), 'just words');
    const { exitCode, stdout } = await runCli([
      'embed',
      videos,
      '--data',
      join(folder, 'data'),
      '--json',
      '--quiet',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ scanned: 1, embedded: 0, failed: [{ code: 'not-a-video' }] });
    expect(exitCode).toBe(3);
  });

  it('refuses another set of extractors than the store was made with', async () => {
    const folder = await temporaryFolder();
    const videos = join(folder, 'videos');
    await mkdir(videos);
    await writeFile(join(videos, 'a.mp4'), 'just words');
    const data = join(folder, 'data');
    await runCli(['embed', videos, '--data', data, '--quiet']);
    const { exitCode, stdout } = await runCli([
      'embed',
      videos,
      '--data',
      data,
      '--extractors',
      'signal-visual',
      '--json',
    ]);
    const { error } = errorReport.parse(JSON.parse(stdout));
    expect(error.code).toBe('extractor-mismatch');
    expect(error.message).toContain('signal-visual@');
    expect(error.message).toContain('signal-audio@');
    expect(exitCode).toBe(2);
  });

  it('calls a query that is no video by its code and exits with 3', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'data');
    const manifest = writeManifest(join(folder, 'list.jsonl'), demoEntries(inject('demoFolder'), 4));
    await runCli(['embed', manifest, '--data', data, '--quiet', '--max-steps', '2']);
    await writeFile(join(folder, 'words.mp4'), 'just words');
    const { exitCode, stdout } = await runCli([
      'similar',
      join(folder, 'words.mp4'),
      '--data',
      data,
      '--json',
    ]);
    expect(errorReport.parse(JSON.parse(stdout)).error.code).toBe('not-a-video');
    expect(exitCode).toBe(3);
  });

  it('keeps videos that are too few to train on, and says on the second run that nothing changed', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'data');
    const manifest = writeManifest(join(folder, 'list.jsonl'), demoEntries(inject('demoFolder'), 2));
    const embed = ['embed', manifest, '--data', data, '--quiet'];
    expect(JSON.parse((await runCli([...embed, '--json'])).stdout)).toMatchObject({
      ingested: 2,
      pending: 2,
    });
    const second = await runCli(embed);
    expect(second.stdout).toContain('Nothing changed.');
    expect(second.exitCode).toBe(0);
  });

  it('names the environment variable that is wrong', async () => {
    const { exitCode, stderr } = await runCli(['status'], { env: { VIDTOKEN_LOG_LEVEL: 'loud' } });
    expect(stderr).toContain('VIDTOKEN_LOG_LEVEL="loud"');
    expect(exitCode).toBe(2);
  });

  it.each([
    'embed',
    'describe',
    'distill',
    'reembed',
    'cluster',
    'map',
    'similar',
    'search',
    'status',
    'delete',
    'export',
    'import',
    'doctor',
    'demo-clips',
  ])('%s --help shows an example', async (name) => {
    const { exitCode, stdout } = await runCli([name, '--help']);
    expect(stdout).toContain(`$ vidtoken ${name}`);
    expect(exitCode).toBe(0);
  });
});
