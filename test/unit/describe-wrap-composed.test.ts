import { getEventListeners } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DescribeInput, Description } from '../../src/core/description.js';
import { DescriberError, VidtokenError } from '../../src/core/errors.js';
import { nanoUsd } from '../../src/core/money.js';
import type { AnswerRecord } from '../../src/core/record.js';
import { silentLogger } from '../../src/core/runtime.js';
import { BudgetExhausted, createBudget } from '../../src/describe/wrappers/budget.js';
import {
  type WrappedDescriber,
  type WrapperServices,
  wrapDescriber,
} from '../../src/describe/wrappers/wrap-describer.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';
import { Random } from '../../src/math/random.js';
import { type MemoryAnswers, memoryAnswers } from '../support/memory-answers.js';
import {
  describerError,
  description,
  freeDescriber,
  inputNamed,
  SCRIPTED_PRICES,
  type Script,
  type ScriptedCall,
  type ScriptedDescriber,
  scriptedDescriber,
} from '../support/scripted-describer.js';
import { type VirtualTime, virtualTime } from '../support/virtual-time.js';

const signal = new AbortController().signal;
const input = inputNamed('cat');

interface Setting extends Partial<WrapperServices> {
  readonly answers?: MemoryAnswers;
  readonly time?: VirtualTime;
}

function servicesOf({ time = virtualTime(), ...changes }: Setting = {}) {
  const services = {
    answers: memoryAnswers(),
    prices: SCRIPTED_PRICES,
    runId: 'run',
    retryFailed: false,
    answerFault: () => undefined,
    clock: time.clock,
    sleep: time.sleep,
    random: new Random(7),
    logger: silentLogger,
    ...changes,
  };
  return { services, time };
}

function wrap(describer: ScriptedDescriber, setting: Setting = {}) {
  const { services, time } = servicesOf(setting);
  const wrapped = wrapDescriber(describer, services);
  return { wrapped, time, answers: services.answers, calls: describer.calls };
}

describe('wrapDescriber', () => {
  it('leaves describers that answer from facts as they are', async () => {
    const describer = freeDescriber(async () => description('Facts.'), { needs: 'facts' });
    const { wrapped, answers } = wrap(describer, { budget: createBudget(0) });
    expect((await wrapped.describe(input, { signal }))?.text).toBe('Facts.');
    expect(wrapped.describe).toBe(describer.describe);
    expect(wrapped.usage()).toEqual([]);
    expect(answers.rows).toEqual([]);
  });

  it('refuses a budget over a model whose price is not known, before any call', () => {
    const describer = scriptedDescriber(async () => description('A cat.'), { model: 'home-made' });
    expect(() => wrap(describer, { budget: createBudget(1) })).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringContaining('"home-made"'),
        hint: expect.stringContaining('--price'),
      }),
    );
    expect(() => wrap(describer)).not.toThrow();
  });

  it('takes a budget for free describers and for prices that are stated to be 0', async () => {
    const free = freeDescriber(async () => description('A cat.'));
    expect((await wrap(free, { budget: createBudget(0) }).wrapped.describe(input, { signal }))?.text).toBe(
      'A cat.',
    );
    const prices = { 'test-model': { inputPerMillionUsd: 0, outputPerMillionUsd: 0 } };
    const { wrapped } = wrap(
      scriptedDescriber(async () => description('A cat.')),
      { prices, budget: createBudget(0) },
    );
    expect((await wrapped.describe(input, { signal }))?.text).toBe('A cat.');
    expect(wrapped.usage()).toMatchObject([{ calls: 1, costUsd: 0 }]);
  });

  it('mends an unusable answer and pays for both', async () => {
    const { wrapped, time, answers } = wrap(
      scriptedDescriber(async ({ repair }) => description(repair === undefined ? 'Cat.' : 'A cat sleeps.')),
      {
        answerFault: ({ text }) =>
          text === 'Cat.' ? { code: 'too-short', reason: 'Too short.' } : undefined,
      },
    );
    expect((await time.finish(wrapped.describe(input, { signal })))?.text).toBe('A cat sleeps.');
    expect(answers.rows.map(({ outcome, costUsd }) => [outcome, costUsd])).toEqual([
      ['rejected', 0.0028],
      ['accepted', 0.0028],
    ]);
    expect(wrapped.usage()).toEqual([
      {
        describerId: 'scripted',
        model: 'test-model',
        calls: 2,
        cached: 0,
        rejected: 1,
        failed: 0,
        retries: 0,
        inputTokens: 2000,
        outputTokens: 200,
        costUsd: 0.0056,
        possibleCostUsd: 0,
      },
    ]);
  });

  it('gives stored answers when the budget is spent, and nothing else', async () => {
    const answers = memoryAnswers();
    const script: Script = async () => description('A cat.');
    const first = wrap(scriptedDescriber(script), { answers });
    await first.time.finish(first.wrapped.describe(input, { signal }));
    const { wrapped, time, calls } = wrap(scriptedDescriber(script), {
      answers,
      budget: createBudget(0.001),
    });
    await expect(time.finish(wrapped.describe(inputNamed('dog'), { signal }))).rejects.toBeInstanceOf(
      BudgetExhausted,
    );
    expect((await time.finish(wrapped.describe(input, { signal })))?.text).toBe('A cat.');
    expect(calls).toEqual([]);
    expect(wrapped.usage()).toMatchObject([{ calls: 0, cached: 1, costUsd: 0 }]);
  });

  it('knows the answers in the store when it looks for duplicates', async () => {
    const answers = memoryAnswers();
    const describer = () => scriptedDescriber(async () => description('A video.'));
    const limits = { duplicateLimit: 3 };
    const first = wrap(describer(), { answers, limits });
    for (const name of ['a', 'b'])
      await first.time.finish(first.wrapped.describe(inputNamed(name), { signal }));
    const second = wrap(describer(), { answers, limits });
    for (const name of ['a', 'b'])
      await second.time.finish(second.wrapped.describe(inputNamed(name), { signal }));
    await expect(
      second.time.finish(second.wrapped.describe(inputNamed('c'), { signal })),
    ).rejects.toMatchObject({ code: 'duplicated' });
  });

  it('lets describers that cannot mend repeat themselves', async () => {
    const { wrapped, time } = wrap(
      scriptedDescriber(async () => description('a man in a suit'), { canRepair: false }),
      { limits: { duplicateLimit: 2 } },
    );
    for (const name of ['a', 'b', 'c']) {
      expect((await time.finish(wrapped.describe(inputNamed(name), { signal })))?.text).toBe(
        'a man in a suit',
      );
    }
  });

  it('loses nothing in an outage: calls wait, also beyond their attempts, and go on after it', async () => {
    const time = virtualTime();
    const backAtMs = 100_000;
    const { wrapped } = wrap(
      scriptedDescriber(
        async () => {
          if (time.clock() < backAtMs) throw describerError('endpoint-unavailable');
          return description('A cat.');
        },
        { concurrency: 1 },
      ),
      {
        time,
        limits: {
          attempts: 2,
          outageFailures: 3,
          firstPauseMs: 1000,
          longestPauseMs: 8000,
          duplicateLimit: 9,
        },
      },
    );
    const names = ['a', 'b', 'c', 'd'];
    const answers = await time.finish(
      Promise.all(names.map((name) => wrapped.describe(inputNamed(name), { signal }))),
    );
    expect(answers.map((answer) => answer?.text)).toEqual(names.map(() => 'A cat.'));
    // Back at 100 s; the longest pause is 8 s.
    expect(time.clock()).toBeLessThanOrEqual(backAtMs + 8000);
  });

  it('does not let one video that breaks its endpoint stop the others', async () => {
    const poison = inputNamed('poison').contentHash;
    const { wrapped, time } = wrap(
      scriptedDescriber(
        async ({ contentHash }) => {
          if (contentHash === poison) throw describerError('endpoint-unavailable');
          return description('A cat.');
        },
        { concurrency: 1 },
      ),
      { limits: { duplicateLimit: 9 } },
    );
    const outcomes = await time.finish(
      Promise.allSettled(
        ['poison', 'a', 'b', 'c'].map((name) => wrapped.describe(inputNamed(name), { signal })),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ reason: { code: 'endpoint-unavailable' } });
  });

  it('serves many calls at a time without a warning of Node.js, and leaves no listener on their signal', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): number => warnings.push(name);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const stop = new AbortController();
    const { wrapped, time } = wrap(
      scriptedDescriber(async ({ contentHash }) => description(contentHash), { concurrency: 30 }),
    );
    const many = Array.from({ length: 60 }, (_, place) => inputNamed(`${place}`));
    await time.finish(Promise.all(many.map((each) => wrapped.describe(each, { signal: stop.signal }))));
    expect(warnings).toEqual([]);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('ends the run after a long outage', async () => {
    const { wrapped, time } = wrap(
      scriptedDescriber(() => Promise.reject(describerError('endpoint-unavailable'))),
    );
    const outcomes = await time.finish(
      Promise.allSettled(['a', 'b', 'c'].map((name) => wrapped.describe(inputNamed(name), { signal }))),
    );
    const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined));
    expect(reasons.every((reason) => reason instanceof VidtokenError)).toBe(true);
  });

  it('books an abort of running calls before they return, and frees everything', async () => {
    const stop = new AbortController();
    const budget = createBudget(0.0056);
    const setting = { budget };
    const { wrapped, time, answers } = wrap(
      scriptedDescriber(({ number }) =>
        number < 2
          ? new Promise(() => {})
          : Promise.resolve(description('A dog.', { inputTokens: 0, outputTokens: 0 })),
      ),
      setting,
    );
    const all = ['a', 'b', 'c'].map((name) => wrapped.describe(inputNamed(name), { signal: stop.signal }));
    const outcomes = Promise.allSettled(all);
    await time.advance(1000);
    stop.abort(new Error('Ctrl-C'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    // Two calls were under way, the third waited for the budget.
    expect(answers.rows.map(({ outcome, possibleCostUsd }) => [outcome, possibleCostUsd])).toEqual([
      ['failed', 0.0028],
      ['failed', 0.0028],
    ]);
    expect(time.sleeping).toBe(0);
  });
});

/** What a run must keep to, whatever happens to it. */
describe('hundreds of calls with faults at random', () => {
  const VIDEOS = 300;
  const names = Array.from({ length: VIDEOS }, (_, place) => `video ${place}`);

  interface RunOptions {
    readonly seed: number;
    readonly runId: string;
    readonly answers: MemoryAnswers;
    readonly budgetUsd: number;
    /** Milliseconds after which the process is gone, as by `kill -9`. */
    readonly killedAtMs?: number;
    /** Milliseconds after which the run is aborted, as by Ctrl-C. */
    readonly abortedAtMs?: number;
  }

  type Ending = 'described' | 'error' | 'over budget';

  interface RunResult {
    /** Undefined for a run that was killed or aborted. */
    readonly endings: readonly Ending[] | undefined;
    readonly wrapped: WrappedDescriber;
    readonly calls: readonly ScriptedCall[];
    readonly problems: readonly string[];
  }

  /** One fault in two calls; every kind that an endpoint has. */
  function faultyScript(random: Random, time: VirtualTime): Script {
    const usage = () => ({ inputTokens: 200 + random.below(801), outputTokens: 1 + random.below(100) });
    return async ({ contentHash, signal: own }) => {
      await time.sleep(50 + random.below(4000), own);
      switch (random.below(18)) {
        case 0:
          throw describerError('rate-limited');
        case 1:
          throw describerError('rate-limited', { retryAfterMs: 1000 + random.below(9000) });
        case 2:
          throw describerError('endpoint-unavailable');
        case 3:
          throw describerError('endpoint-unavailable', { mayHaveCost: true });
        case 4:
          return new Promise(() => {});
        case 5:
          throw describerError('schema-violation', { usage: usage(), answer: '{"summary":' });
        case 6:
          throw describerError('answer-too-large', { answer: 'x'.repeat(100) });
        case 7:
          return description('short', usage());
        case 8:
          throw describerError('request-refused');
        case 9:
          return { text: `No usage for ${contentHash}.`, describerId: 'scripted', promptHash: 'x' };
        default:
          return description(`What is to be seen in ${contentHash}.`, usage());
      }
    };
  }

  /** A call for a key must be the one that its stored rows leave open. */
  function problemOf({ contentHash, repair }: ScriptedCall, rows: readonly AnswerRecord[]): string[] {
    const own = rows.filter((row) => row.contentHash === contentHash);
    const rejected = own.filter(({ outcome }) => outcome === 'rejected').length;
    if (own.some(({ outcome }) => outcome === 'accepted')) return [`${contentHash} was paid twice`];
    if (rejected > 1) return [`${contentHash} was asked a third time`];
    if (rejected === 1 && repair === undefined) return [`${contentHash} was asked anew instead of mended`];
    return [];
  }

  async function run(options: RunOptions): Promise<RunResult> {
    const { seed, runId, answers, budgetUsd } = options;
    const time = virtualTime();
    const random = new Random(seed);
    const problems: string[] = [];
    const script = faultyScript(random, time);
    const describer = scriptedDescriber((call) => {
      problems.push(...problemOf(call, answers.rows));
      return script(call);
    });
    let isAlive = true;
    const mortal: MemoryAnswers = {
      ...answers,
      record: (answer) => (isAlive ? answers.record(answer) : new Promise(() => {})),
    };
    const { services } = servicesOf({
      answers: mortal,
      time,
      runId,
      random,
      budget: createBudget(budgetUsd),
      answerFault: ({ text }) => (text === 'short' ? { code: 'too-short', reason: 'Too short.' } : undefined),
      limits: {
        callTimeoutMs: 20_000,
        attempts: 3,
        outageFailures: 4,
        requestsPerMinute: 200,
        tokensPerMinute: 60_000,
      },
    });
    const wrapped = wrapDescriber(describer, services);
    const stop = new AbortController();
    const work = describeAll(wrapped, stop.signal);
    const result = { wrapped, calls: describer.calls, problems };
    if (options.killedAtMs !== undefined) {
      await time.advance(options.killedAtMs);
      isAlive = false;
      return { ...result, endings: undefined };
    }
    if (options.abortedAtMs !== undefined) {
      await time.advance(options.abortedAtMs);
      stop.abort(new Error('Ctrl-C'));
      await expect(work).rejects.toThrow('Ctrl-C');
      expect(time.sleeping).toBe(0);
      return { ...result, endings: undefined };
    }
    return { ...result, endings: await time.finish(work) };
  }

  async function describeAll(wrapped: WrappedDescriber, own: AbortSignal): Promise<Ending[]> {
    const inputs: DescribeInput[] = names.map(inputNamed);
    const endings: Ending[] = [];
    const one = async (each: DescribeInput, inner: AbortSignal): Promise<Ending> => {
      try {
        const answer: Description | undefined = await wrapped.describe(each, { signal: inner });
        return answer === undefined ? 'error' : 'described';
      } catch (error) {
        if (error instanceof BudgetExhausted) return 'over budget';
        if (error instanceof DescriberError) return 'error';
        throw error;
      }
    };
    for await (const ending of mapConcurrent(inputs, one, { concurrency: 8, signal: own }))
      endings.push(ending);
    return endings;
  }

  const sumNano = (rows: readonly AnswerRecord[], column: 'costUsd' | 'possibleCostUsd') =>
    rows.reduce((sum, row) => sum + nanoUsd(row[column] ?? 0), 0);

  /** The books of one run: the report is the exact sum of the rows, and within the budget. */
  function expectExactBooks({ wrapped, calls }: RunResult, rows: readonly AnswerRecord[], budgetUsd: number) {
    const [usage] = wrapped.usage();
    const cost = sumNano(rows, 'costUsd');
    const possible = sumNano(rows, 'possibleCostUsd');
    expect(usage).toMatchObject({
      calls: calls.length,
      rejected: rows.filter(({ outcome }) => outcome === 'rejected').length,
      inputTokens: rows.reduce((sum, row) => sum + (row.inputTokens ?? 0), 0),
      outputTokens: rows.reduce((sum, row) => sum + (row.outputTokens ?? 0), 0),
      costUsd: cost / 1e9,
      possibleCostUsd: possible / 1e9,
    });
    const accepted = rows.filter(({ outcome }) => outcome === 'accepted').length;
    expect((usage?.calls ?? 0) - (usage?.rejected ?? 0) - (usage?.failed ?? 0)).toBe(accepted);
    expect(cost + possible).toBeLessThanOrEqual(nanoUsd(budgetUsd));
  }

  it.each([1, 2, 3, 4])(
    'adds up exactly, stays within its budgets and pays for nothing twice (seed %i)',
    async (seed) => {
      const answers = memoryAnswers();
      const random = new Random(1000 + seed);
      const rowsOf = (runId: string) => answers.rows.filter((row) => row.runId === runId);

      const aborted = {
        seed,
        runId: 'aborted',
        answers,
        budgetUsd: 10,
        abortedAtMs: 5000 + random.below(60_000),
      };
      const first = await run(aborted);
      expect(first.problems).toEqual([]);
      expectExactBooks(first, rowsOf('aborted'), 10);

      const killed = {
        seed: seed + 1,
        runId: 'killed',
        answers,
        budgetUsd: 10,
        killedAtMs: 5000 + random.below(60_000),
      };
      expect((await run(killed)).problems).toEqual([]);

      let lastEndings: readonly Ending[] = [];
      let count = 0;
      do {
        count += 1;
        const budgetUsd = 0.02 + random.uniform() / 5;
        const runId = `budget ${count}`;
        const result = await run({ seed: seed * 100 + count, runId, answers, budgetUsd });
        expect(result.problems).toEqual([]);
        expectExactBooks(result, rowsOf(runId), budgetUsd);
        expect(result.endings).toHaveLength(VIDEOS);
        lastEndings = result.endings ?? [];
      } while (lastEndings.includes('over budget') && count < 60);
      expect(lastEndings).not.toContain('over budget');
      expect(count).toBeGreaterThan(1);

      // Another start asks again for nothing but what never got an answer.
      const settledKeys = new Set(
        answers.rows.filter(({ outcome }) => outcome !== 'failed').map(({ contentHash }) => contentHash),
      );
      const again = await run({ seed: seed + 5000, runId: 'again', answers, budgetUsd: 10 });
      expect(again.problems).toEqual([]);
      expect(again.endings).not.toContain('over budget');
      const askedAgain = again.calls.filter(({ repair }) => repair === undefined);
      expect(askedAgain.filter(({ contentHash }) => settledKeys.has(contentHash))).toEqual([]);
    },
  );
});
