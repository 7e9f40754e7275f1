import { describe, expect, it, onTestFinished } from 'vitest';
import type { PipelineContext } from '../../pipelines/context.js';
import { type DescribeCounts, describeRows } from '../../pipelines/stages/describe-rows.js';
import { type OpenMedia, openMedia } from '../../pipelines/stages/open-media.js';
import { openTeacher } from '../../pipelines/stages/open-teacher.js';
import { openReadings } from '../../pipelines/stages/readings.js';
import type { TeacherOptions } from '../../pipelines/stages/teacher-options.js';
import type { DescribeInput } from '../../src/core/description.js';
import { nanoUsd } from '../../src/core/money.js';
import type { DescriberUsage } from '../../src/core/reports/teacher-report.js';
import { createOpenAiDescriber } from '../../src/describe/describers/openai.js';
import type { LanceVideoStore } from '../../src/store/open-store.js';
import { countTokens, madeUpFacts } from '../support/openai-answer.js';
import type { Behaviour } from '../support/openai-behaviour.js';
import { openAiOptions } from '../support/openai-describing.js';
import type { ServedRequest } from '../support/openai-request.js';
import { type OpenAiServer, startOpenAiServer } from '../support/openai-server.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { storeOfUndescribed } from '../support/teacher-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const CLIPS = 300;
/** Calls that hang end after this, in real time: long beside what an answer takes on a busy machine. */
const CALL_TIMEOUT_MS = 1501;
const OUTER_LIMIT_MS = CALL_TIMEOUT_MS + 30_000;
const PRICE = { inputPerMillionUsd: 0.15, outputPerMillionUsd: 0.6 };

/** Every tenth clip meets each of these; the rest of the description goes well unless it says `always`. */
const FAULTS: readonly Behaviour[] = [
  { kind: 'stall' },
  { kind: 'drop-before-headers' },
  { kind: 'rate-limited', retryAfter: '7' },
  { kind: 'rate-limited' },
  { kind: 'server-error' },
  { kind: 'truncated-json' },
  { kind: 'wrong-schema' },
  { kind: 'refusal' },
  { kind: 'huge' },
  { kind: 'wrong-content-type' },
  { kind: 'slow-drip', bytes: 1, everyMs: 50 },
];
/** The endpoint counts tokens in these answers although they are of no use. */
const COUNTED: ReadonlySet<Behaviour['kind']> = new Set(['ok', 'truncated-json', 'wrong-schema', 'refusal']);
/** The first call of a clip with one of these is not answered in time; nobody knows what it cost. */
const UNCOUNTED: ReadonlySet<Behaviour['kind']> = new Set([
  'stall',
  'drop-before-headers',
  'huge',
  'slow-drip',
]);

function clipOf({ userText }: ServedRequest): number {
  return Number(/clip-(\d{3})/.exec(userText)?.[1]);
}

function goodAnswer(clip: number): Behaviour {
  return { kind: 'ok', content: madeUpFacts({ pictureHash: `clip ${clip}` }) };
}

/** Clips 0–10 meet the eleven faults for ever, all others once. */
function faulty(request: ServedRequest, earlier: Map<number, number>): Behaviour {
  const clip = clipOf(request);
  const calls = earlier.get(clip) ?? 0;
  earlier.set(clip, calls + 1);
  const fault = FAULTS[clip % FAULTS.length];
  if (fault === undefined || (clip >= FAULTS.length && calls > 0)) return goodAnswer(clip);
  return fault;
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Waits cost no time, but the clock sees them: windows of a minute pass. */
function quickContext(folder: string): PipelineContext {
  let slept = 0;
  return pipelineContext(folder, {
    clock: () => 1_800_000_000_000 + slept,
    sleep: (ms, signal) => {
      // The limit around a call is a sleep as well; calls that hang end by the describer's own limit, in real time.
      if (ms === OUTER_LIMIT_MS) return untilAborted(signal);
      slept += Math.round(ms);
      return Promise.resolve();
    },
  });
}

async function describeStore(options: {
  readonly store: LanceVideoStore;
  readonly server: OpenAiServer;
  readonly folder: string;
  readonly runId: string;
  readonly openMedia: OpenMedia;
  readonly changes?: Partial<TeacherOptions>;
}): Promise<{ readonly counts: DescribeCounts; readonly usage: DescriberUsage }> {
  const { store, server, folder, runId } = options;
  const context = quickContext(folder);
  const settings = { model: 'test-model', callTimeoutMs: CALL_TIMEOUT_MS, concurrency: 12, frameCount: 2 };
  const describer = await createOpenAiDescriber(openAiOptions(server.baseUrl, settings));
  const teacher = await openTeacher({
    options: {
      describerIds: ['openai'],
      settings,
      prices: { 'test-model': PRICE },
      retryFailed: false,
      readings: {},
      ...options.changes,
    },
    chosen: { ids: ['openai'], why: 'a test' },
    describers: [describer],
    store,
    context,
    runId,
    begin: async () => {},
  });
  const readings = await openReadings({}, context);
  const { openMedia } = options;
  const counts = await describeRows({
    openMedia,
    context,
    store,
    teacher,
    readings,
    runId,
    begin: async () => {},
  });
  const [usage] = teacher.usage();
  if (usage === undefined) throw new Error('The describer reports no usage.');
  return { counts, usage };
}

/** All rows show one clip: it is decoded once. */
function decodedOnce(): OpenMedia {
  let media: DescribeInput['media'] | undefined;
  return (path, context) => {
    media ??= openMedia(path, context);
    return media;
  };
}

/** Money and tokens of the answers that say what they used, counted at the server. */
function countedAtServer(server: OpenAiServer) {
  const counted = server.requests.filter(({ behaviour }) => COUNTED.has(behaviour.kind));
  const tokens = counted.map((call) => countTokens(call, call.content));
  return {
    answers: counted.length,
    input: tokens.reduce((sum, { input }) => sum + input, 0),
    output: tokens.reduce((sum, { output }) => sum + output, 0),
    nanoUsd: tokens.reduce(
      (sum, { input, output }) =>
        sum + input * PRICE.inputPerMillionUsd * 1000 + output * PRICE.outputPerMillionUsd * 1000,
      0,
    ),
  };
}

describe('300 clips and an endpoint with every fault', () => {
  it('ends each described or quarantined, with counts and costs that add up, and pays no answer twice', async () => {
    const folder = await temporaryFolder();
    const media = decodedOnce();
    const store = await storeOfUndescribed({ folder, count: CLIPS });
    onTestFinished(() => store.close());
    const earlier = new Map<number, number>();
    const server = await startOpenAiServer({ behave: (request) => faulty(request, earlier) });
    onTestFinished(() => server.close());

    const first = await describeStore({ store, server, folder, openMedia: media, runId: 'run-1' });
    const quarantine = await store.quarantine.list();
    expect(first.counts.described + first.counts.quarantined.length).toBe(CLIPS);
    expect(await store.videos.count('description IS NOT NULL')).toBe(first.counts.described);
    expect(quarantine.map(({ id }) => id).sort()).toEqual(
      first.counts.quarantined.map(({ id }) => id).sort(),
    );
    expect(quarantine.map(({ id }) => Number(id.slice(-3))).sort((left, right) => left - right)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    for (const { reason } of quarantine) expect(reason.length).toBeGreaterThan(10);

    const counted = countedAtServer(server);
    expect(first.usage).toMatchObject({ inputTokens: counted.input, outputTokens: counted.output });
    expect(nanoUsd(first.usage.costUsd ?? 0)).toBe(Math.round(counted.nanoUsd));
    const unknown = server.requests.filter(({ behaviour }) => UNCOUNTED.has(behaviour.kind));
    expect(unknown.length).toBeGreaterThan(100);
    expect(first.usage.possibleCostUsd).toBeGreaterThan(0);
    const [totals] = await store.answers.totals();
    expect(totals).toMatchObject({
      accepted: first.counts.described,
      inputTokens: counted.input,
      outputTokens: counted.output,
    });
    expect(nanoUsd(totals?.costUsd ?? 0)).toBe(Math.round(counted.nanoUsd));

    // Only what failed for a passing reason is asked about again; to these the endpoint never answers.
    const before = server.requests.length;
    const second = await describeStore({ store, server, folder, openMedia: media, runId: 'run-2' });
    expect(second.counts).toMatchObject({ described: 0, unchanged: first.counts.described });
    expect(second.counts.quarantined.length + second.counts.unanswered).toBe(quarantine.length);
    const asked = new Set(server.requests.slice(before).map(clipOf));
    const passing = quarantine.filter(({ retryable }) => retryable).map(({ id }) => Number(id.slice(-3)));
    expect([...asked].sort()).toEqual(passing.sort());
  });

  it('stops before the budget is exceeded, keeps what was done, and goes on with more money', async () => {
    const folder = await temporaryFolder();
    const media = decodedOnce();
    const store = await storeOfUndescribed({ folder, count: 40 });
    onTestFinished(() => store.close());
    const server = await startOpenAiServer({ behave: (request) => goodAnswer(clipOf(request)) });
    onTestFinished(() => server.close());
    const budgetUsd = 0.02;

    const first = await describeStore({
      store,
      server,
      folder,
      openMedia: media,
      runId: 'run-1',
      changes: { budgetUsd },
    });
    expect(first.usage.costUsd).toBeLessThanOrEqual(budgetUsd);
    expect(first.counts.described).toBeGreaterThan(0);
    expect(first.counts.overBudget).toBe(40 - first.counts.described);
    expect(server.paidCalls()).toBe(first.counts.described);

    const second = await describeStore({ store, server, folder, openMedia: media, runId: 'run-2' });
    expect(second.counts.described).toBe(40 - first.counts.described);
    expect(server.paidCalls()).toBe(40);
  });

  it('describes a sample that a larger one contains', async () => {
    const folder = await temporaryFolder();
    const media = decodedOnce();
    const store = await storeOfUndescribed({ folder, count: 12 });
    onTestFinished(() => store.close());
    const server = await startOpenAiServer({ behave: (request) => goodAnswer(clipOf(request)) });
    onTestFinished(() => server.close());
    const small = await describeStore({
      store,
      server,
      folder,
      openMedia: media,
      runId: 'run-1',
      changes: { sample: 3 },
    });
    expect(small.counts).toMatchObject({ described: 3, skipped: 9 });
    const large = await describeStore({
      store,
      server,
      folder,
      openMedia: media,
      runId: 'run-2',
      changes: { sample: 5 },
    });
    expect(large.counts).toMatchObject({ described: 2, unchanged: 3, skipped: 7 });
    expect(server.paidCalls()).toBe(5);
  });
});
