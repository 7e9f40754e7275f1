import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type DistillReport, distillReport } from '../../src/core/reports/distill-report.js';
import { embedReport } from '../../src/core/reports/embed-report.js';
import { errorReport } from '../../src/core/reports/error-report.js';
import { explainReport } from '../../src/core/reports/explain-report.js';
import {
  modelsCompareReport,
  modelsReport,
  modelsSelectReport,
  trainingReportFile,
} from '../../src/core/reports/models-report.js';
import { reembedReport } from '../../src/core/reports/reembed-report.js';
import { checkMarkup } from '../support/check-markup.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { runCli } from '../support/run-cli.js';

const HOSTILE = `<script>alert("x")</script> says 'hello' & <b>goodbye`;

/** One small store for all tests, which run in order: two models of it, and a page about the second. */
const folder = mkdtempSync(join(tmpdir(), 'vidtoken-models-'));
const data = join(folder, 'data');
const page = join(folder, 'run.html');
const entries = demoEntries(inject('demoFolder'), 13);
/** In the demo folder, but not in the store. */
const stranger = entries[12]?.file ?? '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function json(args: readonly string[]): Promise<unknown> {
  const { exitCode, stdout, stderr } = await runCli([
    ...args,
    '--data',
    data,
    '--json',
    '--quiet',
    '--log-level',
    'error',
  ]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

async function refusal(args: readonly string[]) {
  const { exitCode, stdout } = await runCli([...args, '--data', data, '--json', '--quiet']);
  return { exitCode, ...errorReport.parse(JSON.parse(stdout)).error };
}

describe('models, explanations and reports', () => {
  let first: string;
  let run: DistillReport;
  let second: string;

  beforeAll(async () => {
    // Every description is hostile: whichever clips are held out, the page must show one.
    const described = entries.slice(0, 12).map((entry, index) => ({
      ...entry,
      description: `${HOSTILE}. Clip ${index} of the kind ${entry.labels?.kind ?? 'none'}.`,
      metadata: { licence: index < 9 ? 'CC0' : 'CC BY 4.0' },
    }));
    const manifest = writeManifest(join(folder, 'manifest.jsonl'), described);
    const short = ['--max-steps', '12', '--no-baseline'];
    first = embedReport.parse(await json(['embed', manifest, ...short])).spaceId ?? '';
    run = distillReport.parse(
      await json([
        'distill',
        '--seed',
        '8',
        '--max-steps',
        '16',
        '--report',
        page,
        '--input-licence',
        'our own',
      ]),
    );
    second = run.model.spaceId;
  });

  it('writes a page that is well-formed, escaped and self-contained', () => {
    expect(run.reportFile).toBe(page);
    const text = readFileSync(page, 'utf8');
    const tags = checkMarkup(text.slice(text.indexOf('\n') + 1).replace(/<style>[^<]*<\/style>/, ''));
    expect(tags.map(({ name }) => name)).not.toContain('script');
    expect(text).toContain(
      '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; says &#39;hello&#39; &amp; &lt;b&gt;goodbye',
    );
    expect(text).not.toMatch(/https?:|url\(|@import/);
    for (const fact of [second, run.model.dataHash, 'our own', run.details.backend as string]) {
      expect(text).toContain(fact);
    }
    expect(text.match(/class="sample"/g)).toHaveLength(run.model.validationVideos);
  });

  it('tells the new diagnostics with the training', () => {
    expect(run.model.effectiveRank).toBeGreaterThanOrEqual(1);
    expect(run.model.descriptionMedianRankChance).toBeGreaterThan(1);
    expect(run.model.withoutTokenLoss).toBeGreaterThan(0);
  });

  it('writes cards with code version, data hash and the licence that was given, else that of the manifest', () => {
    const card = (id: string): string =>
      readFileSync(join(data, 'models', 'video-token', id, 'card.md'), 'utf8');
    expect(card(second)).toContain('Licence of the inputs: our own.');
    expect(card(second)).toContain(run.model.dataHash);
    expect(card(first)).toContain('Licence of the inputs: CC0 (9 videos); CC BY 4.0 (3 videos).');
    expect(card(first)).toMatch(/by vidtoken \d+\.\d+\.\d+/);
  });

  it('lists the models, newest first, with the selected one', async () => {
    const report = modelsReport.parse(await json(['models']));
    expect(report.selected).toBe(second);
    expect(report.models.map(({ spaceId, selected }) => [spaceId, selected])).toEqual([
      [second, true],
      [first, false],
    ]);
    const [newest, oldest] = report.models;
    expect(newest).toMatchObject({
      validationLoss: run.model.validationLoss,
      shuffledRatio: run.model.shuffledLoss / run.model.validationLoss,
      trainVideos: run.model.trainVideos,
      dimension: 256,
      extractors: 'signal-visual@1,signal-audio@1,text-hash@1',
      inputLicence: 'our own',
      problem: null,
    });
    expect(oldest?.withoutTokenLoss).toBe(null);
    const { stdout } = await runCli(['models', '--data', data]);
    expect(stdout).toMatch(new RegExp(`^\\*  ${second}`, 'm'));
    expect(stdout).toMatch(new RegExp(`^   ${first}`, 'm'));
  });

  it('compares them by the beginnings of their ids, and names the knobs that differ', async () => {
    const begin = (id: string): string => id.replace('video-token-', '').slice(0, 8);
    const report = modelsCompareReport.parse(await json(['models', 'compare', begin(first), begin(second)]));
    expect(report.models.map(({ spaceId }) => spaceId)).toEqual([first, second]);
    expect(report.sameData).toBe(true);
    expect(report.knobs).toEqual([
      { name: 'maximumSteps', values: [12, 16] },
      { name: 'seed', values: [7, 8] },
      { name: 'withoutTokenBaseline', values: [false, true] },
    ]);
    const { stdout } = await runCli(['models', 'compare', first, second, '--data', data]);
    expect(stdout).toMatch(/^decoder without token|^ {2}decoder without token +– +\d/m);
  });

  it('explains a stored token: the read-out beside the description, and what the token raises', async () => {
    const id = entries[0]?.id ?? '';
    const report = explainReport.parse(await json(['explain', id]));
    expect(report.query).toMatchObject({ id, stored: true });
    expect(report.space.id).toBe(second);
    expect(report.description).toMatchObject({
      describer: 'manifest',
      text: expect.stringContaining(HOSTILE),
    });
    expect(report.heldOut).toBeTypeOf('boolean');
    expect(report.fit).toMatchObject({ text: 'description', otherClips: 11 });
    expect(report.fit?.rank).toBeLessThanOrEqual(12);
    const gains = report.fit?.raised.map(({ gain }) => gain) ?? [];
    expect(gains).toEqual([...gains].sort((left, right) => right - left));
    const { stdout, exitCode } = await runCli(['explain', id, '--data', data]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('reads out of the token:');
    expect(stdout).toContain('from the tokens of 11 other clips');
  });

  it('explains a file that is not stored by its read-out alone, and stores nothing', async () => {
    const report = explainReport.parse(await json(['explain', stranger]));
    expect(report.query).toEqual({ id: null, uri: stranger, stored: false });
    expect(report.description).toBe(null);
    expect(report.fit?.text ?? 'readOut').toBe('readOut');
    expect(await refusal(['explain', entries[12]?.id ?? ''])).toMatchObject({ code: 'no-such-video' });
  });

  it('selects a model, after which the stored tokens are of another space until they are renewed', async () => {
    const report = modelsSelectReport.parse(await json(['models', 'select', first]));
    expect(report).toMatchObject({ spaceId: first, previous: second, waiting: 12 });
    expect(await refusal(['explain', entries[0]?.id ?? ''])).toMatchObject({
      code: 'space-mismatch',
      exitCode: 2,
      hint: expect.stringContaining('vidtoken reembed'),
    });
    expect(reembedReport.parse(await json(['reembed']))).toMatchObject({ spaceId: first, reembedded: 12 });
    expect(explainReport.parse(await json(['explain', entries[0]?.id ?? ''])).space.id).toBe(first);
    const { stdout } = await runCli(['models', 'select', first, '--data', data]);
    expect(stdout.trim()).toBe(`${first} was already selected.`);
  });

  it('reports on a model that is not selected', async () => {
    const file = join(folder, 'second.html');
    const report = trainingReportFile.parse(await json(['models', 'report', second, '--out', file]));
    expect(report).toMatchObject({ spaceId: second, file, samples: run.model.validationVideos });
    expect(readFileSync(file, 'utf8')).toContain(second);
  });

  it('reports on a model of an earlier version, and without any store', async () => {
    const reportPath = join(data, 'models', 'video-token', second, 'report.json');
    const whole = readFileSync(reportPath, 'utf8');
    const { spaceId, trainVideos } = JSON.parse(whole);
    try {
      writeFileSync(reportPath, JSON.stringify({ spaceId, trainVideos }));
      const { models } = modelsReport.parse(await json(['models']));
      expect(models.find((model) => model.spaceId === second)).toMatchObject({
        trainVideos,
        validationLoss: null,
        descriptionRecallAt1: null,
      });
      const file = join(folder, 'old.html');
      const elsewhere = ['--models-dir', join(data, 'models'), '--data', join(folder, 'nothing')];
      const { exitCode } = await runCli(['models', 'report', second, '--out', file, '--quiet', ...elsewhere]);
      expect(exitCode).toBe(0);
      expect(existsSync(join(folder, 'nothing'))).toBe(false);
      expect(readFileSync(file, 'utf8')).toContain('Not measured.');
    } finally {
      writeFileSync(reportPath, whole);
    }
  });

  it('refuses to select what is not there, not clear, or damaged, and keeps the selection', async () => {
    expect(await refusal(['models', 'select', 'ffffffff'])).toMatchObject({
      code: 'no-model',
      exitCode: 2,
      hint: expect.stringContaining(first),
    });
    expect(await refusal(['models', 'select', '../x'])).toMatchObject({ code: 'no-model' });
    const weights = join(data, 'models', 'video-token', second, 'weights.bin');
    const whole = readFileSync(weights);
    try {
      writeFileSync(weights, whole.subarray(0, whole.length / 2));
      expect(await refusal(['models', 'select', second])).toMatchObject({ code: 'checkpoint-invalid' });
    } finally {
      writeFileSync(weights, whole);
    }
    expect(modelsReport.parse(await json(['models'])).selected).toBe(first);
  });

  it('says before the training that a folder cannot be the report', async () => {
    const before = readdirSync(join(data, 'models', 'video-token'));
    expect(await refusal(['distill', '--report', folder])).toMatchObject({ code: 'usage', exitCode: 2 });
    expect(readdirSync(join(data, 'models', 'video-token'))).toEqual(before);
  });

  it('knows no model where none was trained', async () => {
    const nowhere = join(folder, 'nothing');
    const { stdout, exitCode } = await runCli(['models', '--data', nowhere]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Train one with: vidtoken embed');
    expect((await runCli(['models', 'report', '--data', nowhere])).exitCode).toBe(2);
    expect((await runCli(['models', 'compare', first, '--data', data])).stderr).toContain(
      "missing required argument 'others'",
    );
  });
});
