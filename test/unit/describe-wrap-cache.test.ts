import { describe, expect, it } from 'vitest';
import type { Description } from '../../src/core/description.js';
import type { AnswerRecord } from '../../src/core/record.js';
import { answerKey } from '../../src/describe/wrappers/answer-key.js';
import { createAnswerLookup } from '../../src/describe/wrappers/answer-lookup.js';
import { type CacheOptions, withCache } from '../../src/describe/wrappers/with-cache.js';
import { type MemoryAnswers, memoryAnswers } from '../support/memory-answers.js';
import { hashOfText } from '../support/memory-store.js';
import {
  deferred,
  description,
  inputNamed,
  SCRIPTED_MODEL,
  type Script,
  scriptedDescriber,
} from '../support/scripted-describer.js';
import { settle } from '../support/virtual-time.js';

const signal = new AbortController().signal;
const input = inputNamed('cat');

function row(changes: Partial<AnswerRecord>, number = 0): AnswerRecord {
  const key = answerKey(
    scriptedDescriber(async () => undefined),
    input.contentHash,
  );
  return {
    id: `${key}/${number}`,
    key,
    contentHash: input.contentHash,
    describerId: 'scripted',
    promptHash: '0123456789abcdef',
    model: SCRIPTED_MODEL,
    outcome: 'accepted',
    runId: 'earlier-run',
    atMs: 0,
    ...changes,
  };
}

const rejected = (number: number, changes: Partial<AnswerRecord> = {}) =>
  row(
    {
      outcome: 'rejected',
      code: 'too-short',
      reason: `Reason ${number}.`,
      text: `Cat ${number}.`,
      ...changes,
    },
    number,
  );

interface CacheChanges extends Partial<CacheOptions> {
  readonly script?: Script;
  readonly canRepair?: boolean;
}

function cached(answers: MemoryAnswers, { script, canRepair = true, ...changes }: CacheChanges = {}) {
  const describer = scriptedDescriber(script ?? (async () => description('Fresh.')), { canRepair });
  const hits: Description[] = [];
  const wrapped = withCache(describer, {
    lookup: createAnswerLookup(answers),
    retryFailed: false,
    runId: 'this-run',
    onCached: (hit) => hits.push(hit),
    ...changes,
  });
  return { wrapped, calls: describer.calls, hits };
}

describe('the key of an answer', () => {
  const base = { id: 'openai', promptHash: 'aaaa', model: 'm', parameters: 'p' };
  const hash = hashOfText('cat');

  it('is the same for the same content, describer, prompt, model and parameters', () => {
    expect(answerKey({ ...base }, hash)).toBe(answerKey(base, hash));
    expect(answerKey(base, hash)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs when any part differs, also where the parts joined together are equal', () => {
    const keys = [
      answerKey(base, hash),
      answerKey(base, hashOfText('dog')),
      answerKey({ ...base, id: 'other' }, hash),
      answerKey({ ...base, promptHash: 'aaab' }, hash),
      answerKey({ ...base, model: 'mp', parameters: '' }, hash),
      answerKey({ ...base, model: '', parameters: 'mp' }, hash),
      answerKey({ id: 'openai', promptHash: 'aaaa', parameters: 'p' }, hash),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the look-up of answers', () => {
  it('asks the store for many keys at once while an earlier look-up runs', async () => {
    const answers = memoryAnswers();
    answers.rows.push(row({ key: 'b', id: 'b/0' }));
    const lookup = createAnswerLookup(answers);
    const first = lookup('a');
    await Promise.resolve();
    const others = await Promise.all([first, lookup('b'), lookup('c'), lookup('b')]);
    expect(others.map((rows) => rows.length)).toEqual([0, 1, 0, 1]);
    expect(answers.lookups).toEqual([['a'], ['b', 'c']]);
  });

  it('goes on after a look-up that failed', async () => {
    const answers = memoryAnswers();
    const lookup = createAnswerLookup({
      byKeys: (keys) => (keys.includes('bad') ? Promise.reject(new Error('broken')) : answers.byKeys(keys)),
    });
    await expect(lookup('bad')).rejects.toThrow('broken');
    expect(await lookup('good')).toEqual([]);
  });
});

describe('withCache', () => {
  it('gives an accepted answer back whole, without a call', async () => {
    const answers = memoryAnswers();
    const structured = {
      summary: 'A cat.',
      themes: ['cats'],
      characters: [],
      scenes: [],
      actions: [],
      objects: [],
      onScreenText: [],
      sound: '',
      mood: 'calm',
      intent: '',
      language: '',
    };
    answers.rows.push(row({ text: 'A cat.', structured, inputTokens: 7, outputTokens: 3, costUsd: 0.1 }));
    const { wrapped, calls, hits } = cached(answers);
    const answer = await wrapped.describe(input, { signal });
    expect(answer).toEqual({
      text: 'A cat.',
      describerId: 'scripted',
      promptHash: '0123456789abcdef',
      model: SCRIPTED_MODEL,
      structured,
      usage: { inputTokens: 7, outputTokens: 3 },
    });
    expect(calls).toEqual([]);
    expect(hits).toEqual([answer]);
  });

  it('gives no model back for a describer without one', async () => {
    const answers = memoryAnswers();
    answers.rows.push(row({ text: 'A cat.', model: 'none' }));
    const { wrapped } = cached(answers);
    expect(await wrapped.describe(input, { signal })).not.toHaveProperty('model');
  });

  it('asks when nothing is stored, or failed calls alone', async () => {
    const answers = memoryAnswers();
    answers.rows.push(row({ outcome: 'failed', code: 'call-timeout' }));
    const { wrapped, calls, hits } = cached(answers);
    expect((await wrapped.describe(input, { signal }))?.text).toBe('Fresh.');
    expect(calls.map(({ repair }) => repair)).toEqual([undefined]);
    expect(hits).toEqual([]);
  });

  it('lets requests for the same key share one call', async () => {
    const answer = deferred<Description>();
    const { wrapped, calls, hits } = cached(memoryAnswers(), { script: () => answer.promise });
    const requests = [1, 2, 3].map(() => wrapped.describe(input, { signal }));
    await settle();
    await settle();
    answer.resolve(description('Once.'));
    expect((await Promise.all(requests)).map((each) => each?.text)).toEqual(['Once.', 'Once.', 'Once.']);
    expect(calls).toHaveLength(1);
    expect(hits).toHaveLength(2);
  });

  it('asks again for the others when the one that went ahead is aborted', async () => {
    const first = new AbortController();
    const second = deferred<Description>();
    const { wrapped, calls } = cached(memoryAnswers(), {
      script: ({ number, signal: own }) =>
        number > 0
          ? second.promise
          : new Promise((_resolve, reject) => {
              own.addEventListener('abort', () => reject(own.reason));
            }),
    });
    const ahead = wrapped.describe(input, { signal: first.signal });
    const behind = [1, 2].map(() => wrapped.describe(input, { signal }));
    await settle();
    await settle();
    first.abort(new Error('enough'));
    await expect(ahead).rejects.toThrow('enough');
    second.resolve(description('Second.'));
    expect((await Promise.all(behind)).map((each) => each?.text)).toEqual(['Second.', 'Second.']);
    expect(calls).toHaveLength(2);
  });

  it('lets one that waits for a shared call go when it is aborted itself', async () => {
    const answer = deferred<Description>();
    const { wrapped } = cached(memoryAnswers(), { script: () => answer.promise });
    const ahead = wrapped.describe(input, { signal });
    const own = new AbortController();
    const behind = wrapped.describe(input, { signal: own.signal });
    await settle();
    own.abort(new Error('not me'));
    await expect(behind).rejects.toThrow('not me');
    answer.resolve(description('Done.'));
    expect((await ahead)?.text).toBe('Done.');
  });

  it('goes straight to the repair when a run ended after the first rejected answer', async () => {
    const answers = memoryAnswers();
    answers.rows.push(rejected(0), row({ outcome: 'failed', code: 'call-timeout' }, 1));
    const { wrapped, calls } = cached(answers);
    await wrapped.describe(input, { signal });
    expect(calls.map(({ repair }) => repair)).toEqual([{ reason: 'Reason 0.', answer: 'Cat 0.' }]);
  });

  it('repeats the verdict without a call when question and repair were rejected', async () => {
    const answers = memoryAnswers();
    answers.rows.push(rejected(0), rejected(1, { code: 'refused' }));
    const { wrapped, calls } = cached(answers);
    await expect(wrapped.describe(input, { signal })).rejects.toMatchObject({
      name: 'DescriberError',
      code: 'refused',
      message: 'Reason 1.',
      answer: 'Cat 1.',
      retryable: false,
    });
    expect(calls).toEqual([]);
  });

  it('gives up after one rejection when the describer cannot mend', async () => {
    const answers = memoryAnswers();
    answers.rows.push(rejected(0));
    const { wrapped } = cached(answers, { canRepair: false });
    await expect(wrapped.describe(input, { signal })).rejects.toMatchObject({ code: 'too-short' });
  });

  it('starts anew for what an earlier run gave up when asked to', async () => {
    const answers = memoryAnswers();
    answers.rows.push(rejected(0), rejected(1));
    const { wrapped, calls } = cached(answers, { retryFailed: true });
    expect((await wrapped.describe(input, { signal }))?.text).toBe('Fresh.');
    expect(calls.map(({ repair }) => repair)).toEqual([undefined]);
  });

  it('does not start anew for what this very run gave up', async () => {
    const answers = memoryAnswers();
    answers.rows.push(rejected(0), rejected(1, { runId: 'this-run' }));
    const { wrapped, calls } = cached(answers, { retryFailed: true });
    await expect(wrapped.describe(input, { signal })).rejects.toMatchObject({ code: 'too-short' });
    expect(calls).toEqual([]);
  });

  it('mends the second round of a run that started anew and was cut short', async () => {
    const answers = memoryAnswers();
    answers.rows.push(rejected(0), rejected(1), rejected(2));
    const { wrapped, calls } = cached(answers);
    await wrapped.describe(input, { signal });
    expect(calls[0]?.repair).toEqual({ reason: 'Reason 2.', answer: 'Cat 2.' });
  });
});
