import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { nanoUsd, usdOfNano } from '../../src/core/money.js';
import { priceOf } from '../../src/core/prices.js';
import { silentLogger } from '../../src/core/runtime.js';
import { createAnswerLookup } from '../../src/describe/wrappers/answer-lookup.js';
import { acceptedIn } from '../../src/describe/wrappers/answer-rows.js';
import { type Budget, createBudget } from '../../src/describe/wrappers/budget.js';
import { createCallBounds } from '../../src/describe/wrappers/call-bounds.js';
import { callCostNano } from '../../src/describe/wrappers/call-cost.js';
import { createUsageTally } from '../../src/describe/wrappers/usage-tally.js';
import { withLedger } from '../../src/describe/wrappers/with-ledger.js';
import { Random } from '../../src/math/random.js';
import { memoryAnswers } from '../support/memory-answers.js';
import {
  deferred,
  describerError,
  description,
  freeDescriber,
  inputNamed,
  SCRIPTED_MODEL,
  SCRIPTED_PRICES,
  type Script,
  type ScriptedDescriber,
  scriptedDescriber,
} from '../support/scripted-describer.js';
import { settle } from '../support/virtual-time.js';

const signal = new AbortController().signal;

function booked(
  describer: ScriptedDescriber,
  { prices = SCRIPTED_PRICES, budget }: { prices?: typeof SCRIPTED_PRICES; budget?: Budget } = {},
) {
  const answers = memoryAnswers();
  const warnings: string[] = [];
  const price = priceOf(prices, describer.model);
  const logger = { ...silentLogger, warn: (_facts: object, message: string) => warnings.push(message) };
  const tally = createUsageTally({ describerId: describer.id, model: describer.model ?? 'none' });
  const wrapped = withLedger(describer, {
    answers,
    lookup: createAnswerLookup(answers),
    bounds: createCallBounds({ describer, price, logger }),
    price,
    budget,
    tally,
    runId: 'run',
    clock: () => 42,
  });
  return { wrapped, answers, tally, warnings };
}

const failing =
  (error: unknown): Script =>
  () =>
    Promise.reject(error);

describe('money', () => {
  it('adds up exactly in nano-dollars where dollars do not', () => {
    expect(0.1 + 0.2).not.toBe(0.3);
    expect(usdOfNano(nanoUsd(0.1) + nanoUsd(0.2))).toBe(0.3);
  });

  it('comes back from dollars unchanged', () => {
    const random = new Random(5);
    for (let count = 0; count < 2000; count += 1) {
      const nano = Math.floor(random.uniform() * 10 ** (1 + random.below(15)));
      expect(nanoUsd(usdOfNano(nano))).toBe(nano);
    }
  });

  it('is by hand what a call costs, rounded up to a nano-dollar', () => {
    const price = (inputPerMillionUsd: number, outputPerMillionUsd: number) => ({
      inputPerMillionUsd,
      outputPerMillionUsd,
    });
    // 1,234 × 150 + 567 × 600 nano-dollars
    expect(callCostNano(price(0.15, 0.6), { inputTokens: 1234, outputTokens: 567 })).toBe(525_300);
    // 0.07 × 1000 is 70.00000000000001 in floating point: must not become 71.
    expect(callCostNano(price(0.07, 0), { inputTokens: 1, outputTokens: 0 })).toBe(70);
    // 3 × 37.5 = 112.5
    expect(callCostNano(price(0.0375, 0), { inputTokens: 3, outputTokens: 9 })).toBe(113);
    expect(callCostNano(price(0, 0), { inputTokens: 1e6, outputTokens: 1e6 })).toBe(0);
  });
});

describe('withLedger', () => {
  const input = inputNamed('cat');

  it('has the row of an accepted answer durable before it is returned', async () => {
    const { wrapped, answers, tally } = booked(
      scriptedDescriber(async () => description('A cat.', { inputTokens: 900, outputTokens: 50 })),
    );
    const recorded = deferred<void>();
    const record = answers.record;
    answers.record = async (answer) => {
      await recorded.promise;
      await record(answer);
    };
    let isReturned = false;
    const answer = wrapped.describe(input, { signal }).finally(() => {
      isReturned = true;
    });
    await settle();
    await settle();
    await settle();
    expect(isReturned).toBe(false);
    recorded.resolve();
    await answer;
    // 900 × 2,000 + 50 × 8,000 = 2,200,000 nano-dollars
    expect(answers.rows).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{64}\/0$/),
        key: expect.stringMatching(/^[0-9a-f]{64}$/),
        contentHash: input.contentHash,
        describerId: 'scripted',
        promptHash: '0123456789abcdef',
        model: SCRIPTED_MODEL,
        outcome: 'accepted',
        text: 'A cat.',
        inputTokens: 900,
        outputTokens: 50,
        costUsd: 0.0022,
        runId: 'run',
        atMs: 42,
      },
    ]);
    expect(tally.summary()).toMatchObject({ calls: 1, rejected: 0, failed: 0, costUsd: 0.0022 });
  });

  it('returns what the cache will return later', async () => {
    const { wrapped, answers } = booked(
      scriptedDescriber(async () => ({ ...description('A cat.'), model: `${SCRIPTED_MODEL}-2025-01-01` })),
    );
    const answer = await wrapped.describe(input, { signal });
    expect(answer?.model).toBe(SCRIPTED_MODEL);
    expect(answer).toEqual(acceptedIn(answers.rows));
  });

  it('numbers the calls for a key in their order', async () => {
    const { wrapped, answers } = booked(
      scriptedDescriber(async ({ number }) => {
        if (number === 0) throw describerError('refused', { answer: 'No.' });
        return description('A cat.');
      }),
    );
    await expect(wrapped.describe(input, { signal })).rejects.toMatchObject({ code: 'refused' });
    await wrapped.describe(input, { signal });
    expect(answers.rows.map(({ id, outcome }) => [id.split('/')[1], outcome])).toEqual([
      ['0', 'rejected'],
      ['1', 'accepted'],
    ]);
  });

  it('keeps a rejected answer with its code, its text and what it cost', async () => {
    const { wrapped, answers, tally } = booked(
      scriptedDescriber(
        failing(
          describerError('schema-violation', {
            message: 'No summary.',
            answer: '{}',
            usage: { inputTokens: 1000, outputTokens: 1 },
          }),
        ),
      ),
    );
    await expect(wrapped.describe(input, { signal })).rejects.toThrow('No summary.');
    expect(answers.rows).toMatchObject([
      { outcome: 'rejected', code: 'schema-violation', reason: 'No summary.', text: '{}', costUsd: 0.002008 },
    ]);
    expect(tally.summary()).toMatchObject({ calls: 1, rejected: 1, failed: 0, costUsd: 0.002008 });
  });

  it('counts an answer without a usage as possible cost, at its upper bound', async () => {
    const { text, ...rest } = description('A cat.');
    const { usage: _usage, ...silent } = rest;
    const { wrapped, answers, tally } = booked(scriptedDescriber(async () => ({ text, ...silent })));
    await wrapped.describe(input, { signal });
    expect(answers.rows).toMatchObject([{ outcome: 'accepted', possibleCostUsd: 0.0028 }]);
    expect(answers.rows[0]).not.toHaveProperty('costUsd');
    expect(tally.summary()).toMatchObject({ costUsd: 0, possibleCostUsd: 0.0028 });
  });

  it('keeps a call that may have been billed without an answer', async () => {
    const { wrapped, answers, tally } = booked(
      scriptedDescriber(failing(describerError('call-timeout', { mayHaveCost: true }))),
    );
    await expect(wrapped.describe(input, { signal })).rejects.toMatchObject({ code: 'call-timeout' });
    expect(answers.rows).toMatchObject([
      { outcome: 'failed', code: 'call-timeout', possibleCostUsd: 0.0028 },
    ]);
    expect(tally.summary()).toMatchObject({ calls: 1, failed: 1, possibleCostUsd: 0.0028 });
  });

  it('keeps no row of a call that certainly cost nothing, and counts it', async () => {
    const { wrapped, answers, tally } = booked(scriptedDescriber(failing(describerError('rate-limited'))));
    await expect(wrapped.describe(input, { signal })).rejects.toMatchObject({ code: 'rate-limited' });
    expect(answers.rows).toEqual([]);
    expect(tally.summary()).toMatchObject({ calls: 1, failed: 1, costUsd: 0, possibleCostUsd: 0 });
  });

  it('counts an abort in the middle of a call as possible cost', async () => {
    const stop = new AbortController();
    const { wrapped, answers } = booked(
      scriptedDescriber(async () => {
        stop.abort(new Error('Ctrl-C'));
        throw stop.signal.reason;
      }),
    );
    await expect(wrapped.describe(input, { signal: stop.signal })).rejects.toThrow('Ctrl-C');
    expect(answers.rows).toMatchObject([
      {
        outcome: 'failed',
        possibleCostUsd: 0.0028,
        reason: 'The call was broken off while it was under way: Ctrl-C',
      },
    ]);
  });

  it.each([
    ['an unreadable file', new InputError({ code: 'decode-failed', message: 'broken' })],
    ['pictures that cannot be made', describerError('media-unreadable')],
  ])('does not take %s for a call', async (_name, error) => {
    const { wrapped, answers, tally } = booked(scriptedDescriber(failing(error)));
    await expect(wrapped.describe(input, { signal })).rejects.toBe(error);
    expect(answers.rows).toEqual([]);
    expect(tally.summary().calls).toBe(0);
  });

  it('does not take having nothing to go by for a call', async () => {
    const { wrapped, tally } = booked(scriptedDescriber(async () => undefined));
    expect(await wrapped.describe(input, { signal })).toBeUndefined();
    expect(tally.summary().calls).toBe(0);
  });

  it('leaves the cost unknown when the price is, and never calls it 0', async () => {
    const { wrapped, answers, tally } = booked(
      scriptedDescriber(async () => description('A cat.')),
      { prices: {} },
    );
    await wrapped.describe(input, { signal });
    expect(answers.rows[0]).not.toHaveProperty('costUsd');
    expect(answers.rows[0]).not.toHaveProperty('possibleCostUsd');
    expect(answers.rows[0]).toMatchObject({ inputTokens: 1000, outputTokens: 100 });
    expect(tally.summary()).toMatchObject({ costUsd: null, possibleCostUsd: 0 });
  });

  it('has a cost of 0 for describers whose calls are free', async () => {
    const { wrapped, answers, tally } = booked(
      freeDescriber(async ({ number }) => {
        if (number === 1) throw describerError('too-short', { answer: 'Cat.' });
        if (number === 2) throw describerError('call-timeout', { mayHaveCost: true });
        return { text: 'A cat.', describerId: 'scripted', promptHash: '0123456789abcdef' };
      }),
    );
    await wrapped.describe(input, { signal });
    await expect(wrapped.describe(input, { signal })).rejects.toThrow();
    await expect(wrapped.describe(input, { signal })).rejects.toThrow();
    expect(answers.rows.map(({ outcome, costUsd, model }) => [outcome, costUsd, model])).toEqual([
      ['accepted', 0, 'none'],
      ['rejected', 0, 'none'],
    ]);
    expect(tally.summary()).toMatchObject({ calls: 3, rejected: 1, failed: 1, costUsd: 0 });
  });

  it('raises the bounds of later calls when one used more than was estimated, and says so', async () => {
    const { wrapped, answers, warnings } = booked(
      scriptedDescriber(async ({ number }) => {
        if (number === 0) return description('A cat.', { inputTokens: 1500, outputTokens: 100 });
        throw describerError('call-timeout', { mayHaveCost: true });
      }),
    );
    await wrapped.describe(input, { signal });
    await expect(wrapped.describe(inputNamed('dog'), { signal })).rejects.toThrow();
    // 1.5 × 1000 × 2,000 + 100 × 8,000 = 3,800,000 nano-dollars
    expect(answers.rows[1]).toMatchObject({ possibleCostUsd: 0.0038 });
    expect(warnings).toEqual([expect.stringMatching(/^A call used more tokens than were estimated\./)]);
  });

  it('makes room for the answer that a repair shows again', async () => {
    const { wrapped, answers } = booked(
      scriptedDescriber(failing(describerError('call-timeout', { mayHaveCost: true }))),
    );
    const repair = { reason: 'é', answer: 'abc' };
    await expect(wrapped.describe(input, { signal, repair })).rejects.toThrow();
    // 256 tokens of wording, 2 bytes of reason, 3 bytes of answer: (1000 + 261) × 2,000 + 100 × 8,000
    expect(answers.rows[0]).toMatchObject({ possibleCostUsd: 0.003322 });
  });

  it('settles with the real cost, so that the next call fits', async () => {
    const budget = createBudget(0.0038);
    const { wrapped, tally } = booked(
      scriptedDescriber(async () => description('A cat.', { inputTokens: 100, outputTokens: 10 })),
      { budget },
    );
    // Bound 0.0028, real 0.00028: the fourth call is the last whose bound fits beside what was spent.
    for (const name of ['a', 'b', 'c', 'd']) await wrapped.describe(inputNamed(name), { signal });
    await expect(wrapped.describe(inputNamed('e'), { signal })).rejects.toMatchObject({
      name: 'BudgetExhausted',
      budgetUsd: 0.0038,
      spentUsd: 0.00112,
    });
    expect(tally.summary()).toMatchObject({ calls: 4, costUsd: 0.00112 });
  });

  it('frees what was set aside for a call that an abort kept from starting', async () => {
    const stop = new AbortController();
    const budget = createBudget(0.0028);
    const { wrapped, tally } = booked(
      scriptedDescriber(async () => description('A cat.')),
      { budget },
    );
    const call = wrapped.describe(input, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    expect(tally.summary().calls).toBe(0);
    expect((await wrapped.describe(input, { signal }))?.text).toBe('A cat.');
  });
});

describe('a budget', () => {
  it('lets a call wait for those under way and admits it when they turn out cheaper', async () => {
    const budget = createBudget(10e-9);
    const first = await budget.reserve(6, signal);
    const second = budget.reserve(6, signal);
    await settle();
    first.settle(4);
    const third = budget.reserve(1, signal);
    (await second).settle(5);
    (await third).settle(1);
    expect(budget.isExhausted).toBe(false);
    await expect(budget.reserve(1, signal)).rejects.toMatchObject({ name: 'BudgetExhausted' });
  });

  it('fits to the last nano-dollar', async () => {
    const budget = createBudget(0.29);
    (await budget.reserve(290_000_000, signal)).settle(290_000_000);
    expect(budget.isExhausted).toBe(false);
  });

  it('ends when nothing is under way that could make room, and then lets no smaller call through', async () => {
    const budget = createBudget(10e-9);
    const first = await budget.reserve(8, signal);
    const large = budget.reserve(5, signal);
    const small = budget.reserve(1, signal);
    const outcomes = Promise.allSettled([large, small]);
    first.settle(8);
    expect(await outcomes).toMatchObject([
      { status: 'rejected', reason: { name: 'BudgetExhausted' } },
      { status: 'rejected', reason: { name: 'BudgetExhausted' } },
    ]);
    expect(budget.isExhausted).toBe(true);
  });

  it('lets the next one go when the first in the row is aborted', async () => {
    const budget = createBudget(10e-9);
    await budget.reserve(6, signal);
    const stop = new AbortController();
    const large = budget.reserve(9, stop.signal);
    const small = budget.reserve(3, signal);
    stop.abort(new Error('enough'));
    await expect(large).rejects.toThrow('enough');
    await expect(small).resolves.toBeDefined();
  });

  it('says in dollars what was spent and what was needed', async () => {
    await expect(createBudget(0.001).reserve(2_800_000, signal)).rejects.toThrow(
      'The budget of 0.001 US dollars ends here: 0 are spent, and the next call may cost 0.0028.',
    );
  });
});
