import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { embedReport } from '../../src/core/reports/embed-report.js';
import { errorReport } from '../../src/core/reports/error-report.js';
import { reembedReport } from '../../src/core/reports/reembed-report.js';
import { similarReport } from '../../src/core/reports/search-report.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { runCli } from '../support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'vidtoken-spaces-'));
const [one, other] = [join(folder, 'one'), join(folder, 'other')];
const otherModels = join(other, 'models');
const manifest = writeManifest(join(folder, 'list.jsonl'), demoEntries(inject('demoFolder'), 6));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[]) {
  const { exitCode, stdout } = await runCli([...args, '--json', '--quiet']);
  return { exitCode, json: JSON.parse(stdout) as unknown };
}

/** Two stores of the same clips whose models differ by their seed. */
describe('a store meets the model of another store', () => {
  let oneSpace = '';
  let otherSpace = '';
  let id = '';

  beforeAll(async () => {
    const train = ['embed', manifest, '--max-steps', '3'];
    const first = embedReport.parse((await run([...train, '--data', one, '--seed', '1'])).json);
    const second = embedReport.parse((await run([...train, '--data', other, '--seed', '2'])).json);
    oneSpace = first.spaceId ?? '';
    otherSpace = second.spaceId ?? '';
    id = first.exampleId ?? '';
  });

  it('has two spaces to begin with', () => {
    expect(oneSpace).not.toBe(otherSpace);
  });

  it.each([
    ['similar', () => ['similar', id]],
    ['embed', () => ['embed', manifest]],
    ['benchmark', () => ['benchmark', 'retrieval', '--label', 'kind']],
  ])('%s refuses, naming both spaces and the command that re-embeds', async (_name, args) => {
    const { exitCode, json } = await run([...args(), '--data', one, '--models-dir', otherModels]);
    const { error } = errorReport.parse(json);
    expect(error.code).toBe('space-mismatch');
    expect(error.message).toContain(oneSpace);
    expect(error.message).toContain(otherSpace);
    expect(error.hint).toContain('vidtoken reembed');
    expect(exitCode).toBe(2);
  });

  it('embed with other extractors than the model reads is refused before a store is made', async () => {
    const data = join(folder, 'fresh');
    const args = [
      'embed',
      manifest,
      '--data',
      data,
      '--models-dir',
      otherModels,
      '--extractors',
      'signal-visual',
    ];
    const { exitCode, json } = await run(args);
    expect(errorReport.parse(json).error.code).toBe('extractor-mismatch');
    expect(exitCode).toBe(2);
    expect(existsSync(data)).toBe(false);
  });

  it('reembed brings every row over, from stored features, and then the search works', async () => {
    const reembed = ['reembed', '--data', one, '--models-dir', otherModels];
    expect(reembedReport.parse((await run(reembed)).json)).toMatchObject({
      spaceId: otherSpace,
      reembedded: 6,
    });
    const similar = ['similar', id, '--data', one, '--models-dir', otherModels, '-k', '3'];
    const moved = similarReport.parse((await run(similar)).json);
    const original = similarReport.parse((await run(['similar', id, '--data', other, '-k', '3'])).json);
    expect(moved.hits.map((hit) => hit.id)).toEqual(original.hits.map((hit) => hit.id));
    expect(reembedReport.parse((await run(reembed)).json)).toMatchObject({ embedded: 0, reembedded: 0 });
  });
});
