import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { benchmarkDescribeReport } from '../../src/core/reports/benchmark-describe-report.js';
import { describeReport } from '../../src/core/reports/describe-report.js';
import { embedReport } from '../../src/core/reports/embed-report.js';
import { promptsReport } from '../../src/core/reports/prompts-report.js';
import { statusReport } from '../../src/core/reports/status-report.js';
import { demoEntries, writeManifest } from '../support/demo-manifest.js';
import { madeUpFacts } from '../support/openai-answer.js';
import { PLANTED_KEY } from '../support/openai-describing.js';
import { startOpenAiServer } from '../support/openai-server.js';
import { runCli } from '../support/run-cli.js';
import { hasSharedWeights, SHARED_WEIGHTS } from '../support/shared-data.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLIPS = 6;

async function demo(): Promise<{ readonly manifest: string; readonly data: string }> {
  const folder = await temporaryFolder();
  const entries = demoEntries(inject('demoFolder'), CLIPS).map(({ description: _text, ...entry }) => entry);
  return { manifest: writeManifest(join(folder, 'list.jsonl'), entries), data: join(folder, 'data') };
}

describe('teachers on the command line', () => {
  it('describe what embed brings in, are counted when they are mixed, and cost nothing the second time', async () => {
    const { manifest, data } = await demo();
    const server = await startOpenAiServer();
    onTestFinished(() => server.close());
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: PLANTED_KEY };
    const teacher = ['--describer', 'manifest,openai', '--describer-model', 'test-model'];
    const embedded = await runCli(
      ['embed', manifest, '--data', data, ...teacher, '--sample', '5', '--max-steps', '4', '--json'],
      { env },
    );
    expect(embedded.exitCode, embedded.stderr).toBe(0);
    const first = embedReport.parse(JSON.parse(embedded.stdout));
    expect(first).toMatchObject({ ingested: CLIPS, embedded: CLIPS });
    expect(first.teacher).toMatchObject({
      describers: ['manifest', 'openai'],
      described: 5,
      skipped: 1,
      usage: [{ model: 'test-model', calls: 5, costUsd: null }],
    });
    expect(server.requests.every(({ imageCount }) => imageCount > 0)).toBe(true);

    // `auto` does not change the teacher of a store, so the sixth is asked about with the model named again.
    const auto = await runCli(['describe', '--data', data, '--describer-model', 'test-model', '--json'], {
      env,
    });
    const second = describeReport.parse(JSON.parse(auto.stdout));
    expect(second.teacher.describers).toEqual(['manifest', 'openai']);
    expect(second.teacher.usage).toMatchObject([{ calls: 1, cached: 5 }]);

    const signal = await runCli([
      'describe',
      '--data',
      data,
      '--describer',
      'signal',
      '--sample',
      '2',
      '--json',
    ]);
    expect(describeReport.parse(JSON.parse(signal.stdout)).describers).toEqual({ signal: CLIPS });
    const back = await runCli(['describe', '--data', data, ...teacher, '--sample', '3', '--json'], { env });
    expect(describeReport.parse(JSON.parse(back.stdout)).teacher.usage).toMatchObject([
      { calls: 0, cached: 3 },
    ]);
    const status = await runCli(['status', '--data', data, '--json']);
    expect(statusReport.parse(JSON.parse(status.stdout)).describers).toEqual({
      'openai test-model': 3,
      signal: 3,
    });
    expect(server.paidCalls()).toBe(CLIPS);
  });

  it('quarantine what is not usable with a reason, and try it again when asked to', async () => {
    const { manifest, data } = await demo();
    let isRefusing = true;
    const server = await startOpenAiServer({
      behave: ({ pictureHash }) =>
        isRefusing ? { kind: 'refusal' } : { kind: 'ok', content: madeUpFacts({ pictureHash }) },
    });
    onTestFinished(() => server.close());
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: PLANTED_KEY };
    const args = ['describe', '--data', data, '--describer', 'openai', '--describer-model', 'test-model'];
    const refused = await runCli([...args, manifest], { env });
    expect(refused.exitCode, refused.stderr).toBe(3);
    expect(refused.stdout).toContain(
      `not described: ${CLIPS} videos (${CLIPS} of them wait for --retry-failed)`,
    );
    expect(refused.stdout).toContain('refused');
    const paid = server.paidCalls();

    isRefusing = false;
    const again = describeReport.parse(JSON.parse((await runCli([...args, '--json'], { env })).stdout));
    expect(again.teacher.quarantined).toHaveLength(CLIPS);
    expect(server.paidCalls()).toBe(paid);
    const status = await runCli(['status', '--data', data]);
    expect(status.stdout).toMatch(/not described\s+refused 6/);

    const retried = await runCli([...args, '--retry-failed', '--json'], { env });
    expect(describeReport.parse(JSON.parse(retried.stdout))).toMatchObject({ described: CLIPS });
    const mended = await runCli(['status', '--data', data, '--json']);
    expect(statusReport.parse(JSON.parse(mended.stdout)).quarantine).toEqual({});
  });

  it.skipIf(!hasSharedWeights).each([
    ['VIDTOKEN_WEIGHTS', [], { VIDTOKEN_WEIGHTS: SHARED_WEIGHTS }],
    ['--models-dir', ['--models-dir', SHARED_WEIGHTS], {}],
  ])('are the classifiers when their weights are found by %s', async (_how, options, env) => {
    const { manifest, data } = await demo();
    const { exitCode, stdout, stderr } = await runCli(
      [
        'describe',
        manifest,
        '--data',
        data,
        '--extractors',
        'signal-visual,mobilenet_v2',
        '--json',
        ...options,
      ],
      { env },
    );
    expect(exitCode, stderr).toBe(0);
    const report = describeReport.parse(JSON.parse(stdout));
    expect(report.teacher.describers).toEqual(['manifest', 'tags']);
    expect(report.teacher.why).toContain('mobilenet_v2');
    expect(report.describers).toEqual({ 'tags mobilenet_v2+yamnet+silero-vad': CLIPS });
  });

  it('are scored against known facts about stored videos', async () => {
    const { manifest, data } = await demo();
    await runCli(['describe', manifest, '--data', data, '--describer', 'signal', '--quiet']);
    const facts = join(data, 'facts.jsonl');
    const lines = demoEntries(inject('demoFolder'), CLIPS).map(({ id }) => ({
      id,
      must: [['video', 'clip'], ['elephant']],
      mustNot: ['trumpet'],
    }));
    await writeFile(facts, lines.map((line) => JSON.stringify(line)).join('\n'));
    const { exitCode, stdout, stderr } = await runCli([
      'benchmark',
      'describe',
      '--describer',
      'signal',
      '--facts',
      facts,
      '--data',
      data,
      '--json',
    ]);
    expect(exitCode, stderr).toBe(0);
    const report = benchmarkDescribeReport.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ clips: CLIPS, facts: 2 * CLIPS, missing: [] });
    // Each text says that it is a video, and none speaks of elephants.
    expect(report.describers[0]?.stated.mean).toBeCloseTo(0.5, 10);
  });

  it('name every prompt with the hash of its file', async () => {
    const { stdout } = await runCli(['prompts', '--json']);
    const { folder, prompts } = promptsReport.parse(JSON.parse(stdout));
    expect(prompts.map(({ name }) => name)).toContain('describe/video.v1');
    for (const { name, hash } of prompts) {
      const content = await readFile(join(folder, `${name}.md`));
      expect(hash).toBe(createHash('sha256').update(content).digest('hex').slice(0, 16));
    }
  });

  it('say what to configure when they cannot be used, and leave no store behind', async () => {
    const { manifest, data } = await demo();
    const env = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', VIDTOKEN_DESCRIBER_MODEL: '' };
    const noModel = await runCli(['embed', manifest, '--data', data, '--describer', 'openai'], { env });
    expect(noModel.exitCode).toBe(2);
    expect(noModel.stderr).toContain('--describer-model');
    const noWeights = await runCli(
      ['describe', manifest, '--data', data, '--describer', 'transformers', '--offline'],
      { env },
    );
    expect(noWeights.stderr).toContain('vidtoken fetch HuggingFaceTB/SmolVLM-256M-Instruct');
  });
});
