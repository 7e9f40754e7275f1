import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { describeReport } from '../../src/core/reports/describe-report.js';
import { errorReport } from '../../src/core/reports/error-report.js';
import { statusReport } from '../../src/core/reports/status-report.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { runCli } from '../support/run-cli.js';
import { MEAN_COLOUR, MEAN_COLOUR_MODEL, writeExtractorFolder } from '../support/tiny-onnx-model.js';

const folder = mkdtempSync(join(tmpdir(), 'vidtoken-own-extractor-'));
const weights = join(folder, 'weights');
const data = join(folder, 'data');
const manifest = writeManifest(join(folder, 'list.jsonl'), demoEntries(inject('demoFolder'), 3));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json', '--quiet', '--data', data], { env });
  return { exitCode, stderr, json: JSON.parse(stdout) as unknown };
}

/** A person lays a model and its JSON into a folder; no code is written. */
describe('a model of your own', () => {
  beforeAll(async () => {
    await writeExtractorFolder(weights, { configuration: MEAN_COLOUR, model: MEAN_COLOUR_MODEL });
  });

  it('becomes part of a new store without being asked for, and the log says so', async () => {
    const { json, stderr } = await run(['describe', manifest, '--weights', weights, '--log-level', 'info']);
    expect(describeReport.parse(json)).toMatchObject({ scanned: 3, described: 3, failed: [] });
    expect(stderr).toContain('chose the extractors of the new store');
    expect(stderr).toContain('mean-colour');
    const { extractors } = statusReport.parse((await run(['status'])).json);
    expect(extractors).toMatch(/^signal-visual@1,signal-audio@1,text-hash@1,mean-colour@1\+[0-9a-f]{12}$/);
  });

  it('is found again through the environment, and nothing is read twice', async () => {
    const { json } = await run(['describe', manifest], { VIDTOKEN_WEIGHTS: weights });
    expect(describeReport.parse(json)).toMatchObject({ scanned: 3, described: 0, unchanged: 3 });
  });

  it('is missed by its name where the weights folder is another', async () => {
    const { json, exitCode } = await run(['describe', manifest]);
    const { error } = errorReport.parse(json);
    expect(error).toMatchObject({
      code: 'configuration',
      message: 'There is no feature extractor "mean-colour".',
    });
    expect(error.hint).toContain(join(data, 'weights'));
    expect(error.hint).toContain('--weights');
    expect(exitCode).toBe(2);
  });

  it('is refused once its configuration has changed', async () => {
    const input = { ...MEAN_COLOUR.input, mean: [0.5, 0.5, 0.5] };
    const changed = join(folder, 'changed');
    const configuration = { ...MEAN_COLOUR, input };
    await writeExtractorFolder(changed, { configuration, model: MEAN_COLOUR_MODEL });
    const { json, exitCode } = await run(['describe', manifest, '--weights', changed]);
    expect(errorReport.parse(json).error.code).toBe('extractor-mismatch');
    expect(exitCode).toBe(2);
  });

  it('of which the weights are missing is named with the path that was looked for', async () => {
    const args = ['embed', manifest, '--extractors', 'signal-visual,yamnet', '--weights', weights];
    const { json, exitCode } = await run(args);
    const { error } = errorReport.parse(json);
    expect(error.code).toBe('weights-missing');
    expect(error.message).toContain(join(weights, 'yamnet', 'yamnet.onnx'));
    expect(exitCode).toBe(2);
  });
});
