import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { describeReport } from '../../src/core/reports/describe-report.js';
import { errorReport } from '../../src/core/reports/error-report.js';
import { textSearchReport } from '../../src/core/reports/search-report.js';
import { hitPage } from '../../src/service/contract/video.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { runCli } from '../support/run-cli.js';
import { runServe } from '../support/run-serve.js';
import { writeTinyClip } from '../support/tiny-models/tiny-clip.js';

const CLIP = 'Xenova/clip-vit-base-patch32';
const folder = mkdtempSync(join(tmpdir(), 'vidtoken-semantic-'));
const weights = join(folder, 'weights');
const data = join(folder, 'data');
const manifest = writeManifest(join(folder, 'list.jsonl'), demoEntries(inject('demoFolder'), 4));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[]) {
  const { exitCode, stdout } = await runCli([...args, '--json', '--quiet', '--weights', weights]);
  return { exitCode, json: JSON.parse(stdout) as unknown };
}

async function describeInto(store: string, extractors: string): Promise<void> {
  const { json } = await run(['describe', manifest, '--data', store, '--extractors', extractors]);
  expect(describeReport.parse(json)).toMatchObject({ scanned: 4, failed: [] });
}

/** A tiny CLIP that knows colours stands in for a real one. */
describe('a search by what the pictures show', () => {
  beforeAll(async () => {
    await writeTinyClip(join(weights, CLIP));
    await describeInto(data, 'signal-visual,clip');
  });

  it('ranks every video by the cosine of its frames with the words, and names the model', async () => {
    const { json, exitCode } = await run([
      'search',
      'a picture of something red',
      '--semantic',
      '--data',
      data,
    ]);
    const report = textSearchReport.parse(json);
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({ mode: 'semantic', model: CLIP });
    const scores = report.hits.map(({ score }) => score);
    expect(scores.length).toBe(4);
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
    for (const score of scores) expect(Math.abs(score)).toBeLessThanOrEqual(1.000001);
    const blue = textSearchReport.parse((await run(['search', 'blue', '--semantic', '--data', data])).json);
    expect(blue.hits.map(({ id }) => id)).not.toEqual(report.hits.map(({ id }) => id));
  });

  it('takes a limit and a condition as other searches do', async () => {
    const args = ['search', 'green', '--semantic', '--data', data, '-k', '2', '--where', 'duration > 0'];
    expect(textSearchReport.parse((await run(args)).json).hits).toHaveLength(2);
  });

  it('needs words', async () => {
    const { json, exitCode } = await run(['search', ' ', '--semantic', '--data', data]);
    expect(errorReport.parse(json).error).toMatchObject({ code: 'usage' });
    expect(exitCode).toBe(2);
  });

  it('is the same over HTTP, and there words and pictures are one search unless told otherwise', async () => {
    const { child, report } = await runServe(data, ['--weights', weights]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const ask = async (body: object) => {
      const init = {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      };
      const response = await fetch(`${report.address}/v1/search`, init);
      const { mode, hits } = hitPage.parse(await response.json());
      return { mode, ids: hits.map(({ video }) => video.id), scores: hits.map(({ score }) => score) };
    };
    const { hits } = textSearchReport.parse(
      (await run(['search', 'blue', '--semantic', '--data', data])).json,
    );
    const semantic = await ask({ text: 'blue', mode: 'semantic' });
    expect(semantic.ids).toEqual(hits.map(({ id }) => id));
    expect(semantic.scores).toEqual(hits.map(({ score }) => expect.closeTo(score, 5)));
    // Both rankings, by 1 / (60 + rank): who is in both is above who is in one.
    const words = await ask({ text: 'blue', mode: 'words' });
    const both = await ask({ text: 'blue' });
    expect(both.mode).toBe('hybrid');
    const sum = (id: string): number =>
      [semantic.ids, words.ids].reduce(
        (all, ids) => all + (ids.includes(id) ? 1 / (61 + ids.indexOf(id)) : 0),
        0,
      );
    expect(both.scores).toEqual(both.ids.map((id) => expect.closeTo(sum(id), 10)));
  });

  it('without the text side says how to fetch it', async () => {
    rmSync(join(weights, CLIP, 'onnx', 'text_model.onnx'));
    const { json, exitCode } = await run(['search', 'red', '--semantic', '--data', data]);
    const { error } = errorReport.parse(json);
    expect(error.code).toBe('weights-missing');
    expect(error.hint).toContain(`vidtoken fetch ${CLIP} --weights ${weights}`);
    expect(exitCode).toBe(2);
  });

  it('is refused by a store without a CLIP, with the way to one', async () => {
    const plain = join(folder, 'plain');
    await describeInto(plain, 'signal-visual');
    const { json, exitCode } = await run(['search', 'red', '--semantic', '--data', plain]);
    const { error } = errorReport.parse(json);
    expect(error.code).toBe('configuration');
    expect(error.message).toContain('none of its extractors (signal-visual@1) shares a space with texts');
    expect(error.hint).toContain('--extractors signal-visual,signal-audio,text-hash,clip');
    expect(exitCode).toBe(2);
  });

  it('leaves the search by words as it was', async () => {
    const { json } = await run(['search', 'noise', '--data', data]);
    expect(textSearchReport.parse(json)).toMatchObject({ mode: 'words', model: null });
  });
});
