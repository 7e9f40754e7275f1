import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeReport } from '../../src/core/reports/describe-report.js';
import { statusReport } from '../../src/core/reports/status-report.js';
import { madeUpFacts } from '../support/openai-answer.js';
import { PLANTED_KEY } from '../support/openai-describing.js';
import { startOpenAiServer } from '../support/openai-server.js';
import { runCli, startCli } from '../support/run-cli.js';
import { openTestStore } from '../support/store-fixtures.js';
import { storeOfUndescribed } from '../support/teacher-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLIPS = 40;
const ANSWERED_BEFORE_THE_KILL = 20;

/** Every byte below a folder as text. */
async function everythingBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const texts = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return (await stat(path)).isFile() ? readFile(path, 'latin1') : '';
    }),
  );
  return texts.join('\n');
}

describe('describing through an endpoint on the command line', () => {
  it('pays no answer twice after a kill, and writes the key nowhere', async () => {
    const folder = await temporaryFolder();
    await (await storeOfUndescribed({ folder, count: CLIPS })).close();
    let isStalled = true;
    const server = await startOpenAiServer({
      behave: (request) =>
        isStalled && request.index >= ANSWERED_BEFORE_THE_KILL
          ? { kind: 'stall' }
          : { kind: 'ok', content: madeUpFacts({ pictureHash: request.userText }) },
    });
    onTestFinished(() => server.close());
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: PLANTED_KEY };
    const args = ['describe', '--data', folder, '--describer', 'openai', '--describer-model', 'test-model'];
    const options = [...args, '--price', '0.15,0.60', '--json', '--log-level', 'debug'];

    const killed = startCli(options, { env });
    const answersInStore = async (): Promise<number> => {
      const store = await openTestStore(folder, { mode: 'read' });
      const totals = await store.answers.totals();
      await store.close();
      return totals[0]?.accepted ?? 0;
    };
    await expect.poll(answersInStore, { timeout: 60_000, interval: 100 }).toBe(ANSWERED_BEFORE_THE_KILL);
    killed.child.kill('SIGKILL');
    const first = await killed.result;
    expect(first.exitCode).toBeNull();
    expect(server.paidCalls()).toBe(ANSWERED_BEFORE_THE_KILL);

    isStalled = false;
    const second = await runCli(options, { env });
    expect(second.exitCode, second.stderr).toBe(0);
    const report = describeReport.parse(JSON.parse(second.stdout));
    expect(report.teacher.usage).toMatchObject([{ calls: CLIPS - ANSWERED_BEFORE_THE_KILL, rejected: 0 }]);
    expect(report.describers).toEqual({ 'openai test-model': CLIPS });
    expect(server.paidCalls()).toBe(CLIPS);
    expect(Math.max(...server.paidByKey().values())).toBe(1);

    const third = await runCli(options, { env });
    expect(describeReport.parse(JSON.parse(third.stdout))).toMatchObject({ described: 0, unchanged: CLIPS });
    expect(server.paidCalls()).toBe(CLIPS);

    const status = await runCli(['status', '--data', folder, '--json']);
    const { teachers, describers, stale } = statusReport.parse(JSON.parse(status.stdout));
    expect(stale.interruptedRuns).toBe(1);
    expect(describers).toEqual({ 'openai test-model': CLIPS });
    expect(teachers).toMatchObject([{ model: 'test-model', accepted: CLIPS, unpricedCalls: 0 }]);

    const written = [first, second, third].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n');
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${PLANTED_KEY}`);
    expect(written).not.toContain(PLANTED_KEY);
    expect(await everythingBelow(folder)).not.toContain(PLANTED_KEY);
  });

  it('estimates calls, tokens and money without a single call', async () => {
    const folder = await temporaryFolder();
    await (await storeOfUndescribed({ folder, count: 7 })).close();
    const server = await startOpenAiServer();
    onTestFinished(() => server.close());
    const env = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: PLANTED_KEY };
    const args = ['describe', '--data', folder, '--describer', 'openai', '--dry-run', '--json'];
    const priced = [...args, '--describer-model', 'gpt-4o-mini', '--sample', '5'];
    const known = describeReport.parse(JSON.parse((await runCli(priced, { env })).stdout));
    expect(known).toMatchObject({ dryRun: true, described: 5 });
    expect(known.teacher).toMatchObject({ skipped: 2, estimate: { calls: 5, expectedCostUsd: null } });
    const { inputTokens = 0, outputTokens = 0, costUsd } = known.teacher.estimate ?? {};
    expect(costUsd).toBeCloseTo((inputTokens * 0.15 + outputTokens * 0.6) / 1e6, 9);

    const unknown = await runCli([...args, '--describer-model', 'no-such-model'], { env });
    expect(describeReport.parse(JSON.parse(unknown.stdout)).teacher.estimate?.costUsd).toBeNull();
    expect(server.requests).toHaveLength(0);
  });

  it('refuses a budget over a model of unknown price before the first call', async () => {
    const folder = await temporaryFolder();
    await (await storeOfUndescribed({ folder, count: 2 })).close();
    const server = await startOpenAiServer();
    onTestFinished(() => server.close());
    const { exitCode, stderr } = await runCli(
      [
        'describe',
        '--data',
        folder,
        '--describer',
        'openai',
        '--describer-model',
        'mystery',
        '--budget',
        '1',
      ],
      { env: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: PLANTED_KEY } },
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the price of the model "mystery"');
    expect(stderr).toContain('--price');
    expect(server.requests).toHaveLength(0);
  });
});
