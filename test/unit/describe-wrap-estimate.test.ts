import { describe, expect, it } from 'vitest';
import type { AnswerRecord } from '../../src/core/record.js';
import { answerKey } from '../../src/describe/wrappers/answer-key.js';
import {
  type EstimateDescribingOptions,
  estimateDescribing,
} from '../../src/describe/wrappers/estimate-describing.js';
import { memoryAnswers } from '../support/memory-answers.js';
import {
  description,
  freeDescriber,
  inputNamed,
  SCRIPTED_MODEL,
  SCRIPTED_PRICES,
  scriptedDescriber,
} from '../support/scripted-describer.js';

const describer = scriptedDescriber(async () => description('Never asked.'));
const inputs = ['a', 'b', 'c', 'd'].map(inputNamed);

const estimate = (changes: Partial<EstimateDescribingOptions> = {}) =>
  estimateDescribing({
    describer,
    inputs,
    answers: memoryAnswers(),
    prices: SCRIPTED_PRICES,
    retryFailed: false,
    ...changes,
  });

function row(name: string, number: number, changes: Partial<AnswerRecord>): AnswerRecord {
  const { contentHash } = inputNamed(name);
  const key = answerKey(describer, contentHash);
  const { id: describerId, promptHash } = describer;
  return {
    id: `${key}/${number}`,
    key,
    contentHash,
    describerId,
    promptHash,
    model: SCRIPTED_MODEL,
    outcome: 'accepted',
    text: 'Text.',
    runId: 'earlier',
    atMs: 0,
    ...changes,
  };
}

const rejected = { outcome: 'rejected', code: 'too-short', reason: 'r', text: 'a' } as const;

describe('the estimate of a dry run', () => {
  it('is the upper bound of one call for each video, without making one', async () => {
    // 4 × (1000 × 2,000 + 100 × 8,000) nano-dollars
    expect(await estimate()).toEqual({
      cached: 0,
      givenUp: 0,
      calls: 4,
      inputTokens: 4000,
      outputTokens: 400,
      costUsd: 0.0112,
      expectedCostUsd: null,
    });
    expect(describer.calls).toEqual([]);
  });

  it('leaves out what is stored or given up, and expects what earlier answers took', async () => {
    const answers = memoryAnswers();
    answers.rows.push(
      row('a', 0, { ...rejected, inputTokens: 300, outputTokens: 20 }),
      row('a', 1, { inputTokens: 400, outputTokens: 30 }),
      row('b', 0, rejected),
      row('b', 1, rejected),
    );
    // c and d: (300 + 400) × 2,000 + (20 + 30) × 8,000 = 1,800,000 nano-dollars each
    expect(await estimate({ answers })).toMatchObject({
      cached: 1,
      givenUp: 1,
      calls: 2,
      expectedCostUsd: 0.0036,
    });
    expect(await estimate({ answers, retryFailed: true })).toMatchObject({ givenUp: 0, calls: 3 });
  });

  it('counts a repair that is still to be made with the answer that it shows', async () => {
    const answers = memoryAnswers();
    answers.rows.push(row('a', 0, rejected));
    // 256 tokens of wording and a byte each of reason and answer
    expect(await estimate({ answers, inputs: [inputNamed('a')] })).toMatchObject({
      calls: 1,
      inputTokens: 1258,
    });
  });

  it('falls back on everything that the describer and its model did in the store', async () => {
    const answers = memoryAnswers();
    answers.rows.push(row('elsewhere', 0, { inputTokens: 500, outputTokens: 50, costUsd: 0.0014 }));
    // 4 × (500 × 2,000 + 50 × 8,000)
    expect(await estimate({ answers })).toMatchObject({ calls: 4, expectedCostUsd: 0.0056 });
  });

  it('does not know the cost of a model without a price', async () => {
    expect(await estimate({ prices: {} })).toMatchObject({
      calls: 4,
      inputTokens: 4000,
      costUsd: null,
      expectedCostUsd: null,
    });
  });

  it('is free for describers whose calls cost nothing, and no call for those that answer from facts', async () => {
    const free = freeDescriber(async () => undefined);
    expect(await estimate({ describer: free })).toMatchObject({
      calls: 4,
      inputTokens: 0,
      costUsd: 0,
      expectedCostUsd: 0,
    });
    expect(await estimate({ describer: { ...free, needs: 'facts' } })).toMatchObject({
      calls: 0,
      costUsd: 0,
    });
  });

  it('reads long streams of inputs in bounded look-ups', async () => {
    const answers = memoryAnswers();
    async function* stream() {
      for (let count = 0; count < 600; count += 1) yield inputNamed(`video ${count}`);
    }
    expect((await estimate({ answers, inputs: stream() })).calls).toBe(600);
    expect(answers.lookups.map(({ length }) => length)).toEqual([256, 256, 88]);
  });
});
