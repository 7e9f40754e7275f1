import { describe, expect, it } from 'vitest';
import { createDuplicateWatch } from '../../src/describe/wrappers/duplicate-watch.js';
import { type FindAnswerFault, withQualityGate } from '../../src/describe/wrappers/with-quality-gate.js';
import { withRepair } from '../../src/describe/wrappers/with-repair.js';
import { Random } from '../../src/math/random.js';
import { hashOfText } from '../support/memory-store.js';
import {
  describerError,
  description,
  inputNamed,
  type Script,
  scriptedDescriber,
} from '../support/scripted-describer.js';
import { summaryAlone } from '../support/summary-alone.js';

const signal = new AbortController().signal;
const input = inputNamed('cat');
const nothingWrong: FindAnswerFault = () => undefined;

describe('withQualityGate', () => {
  it('lets an answer through that has no fault', async () => {
    const answer = description('A cat sleeps.');
    const gate = withQualityGate(
      scriptedDescriber(async () => answer),
      { answerFault: nothingWrong, duplicates: undefined },
    );
    expect(await gate.describe(input, { signal })).toBe(answer);
  });

  it('raises a fault with the usage of the call and the answer for its repair', async () => {
    const gate = withQualityGate(
      scriptedDescriber(async () => description('Cat.', { inputTokens: 10, outputTokens: 2 })),
      {
        answerFault: ({ text }, { text: { title } }) => ({
          code: 'too-short',
          reason: `${text} of ${title}`,
        }),
        duplicates: undefined,
      },
    );
    await expect(gate.describe(input, { signal })).rejects.toMatchObject({
      name: 'DescriberError',
      code: 'too-short',
      message: 'Cat. of cat',
      answer: 'Cat.',
      usage: { inputTokens: 10, outputTokens: 2 },
      retryable: false,
    });
  });

  it('shows the schema-checked answer where there is one, cut to a sane length', async () => {
    const structured = summaryAlone('x'.repeat(9000));
    const gate = withQualityGate(
      scriptedDescriber(async () => ({ ...description('Text.'), structured })),
      { answerFault: () => ({ code: 'refused', reason: 'No.' }), duplicates: undefined },
    );
    await expect(gate.describe(input, { signal })).rejects.toMatchObject({
      answer: `{"summary":"${'x'.repeat(4000 - '{"summary":"'.length)}`,
    });
  });

  it('rejects a text from the n-th different video on', async () => {
    const gate = withQualityGate(
      scriptedDescriber(async ({ number }) => description(number % 2 === 0 ? 'A  video.' : 'a video')),
      { answerFault: nothingWrong, duplicates: createDuplicateWatch({ limit: 3 }) },
    );
    const codes: string[] = [];
    for (const name of ['a', 'b', 'a', 'b', 'c', 'd', 'c']) {
      const answer = gate.describe(inputNamed(name), { signal });
      codes.push(await answer.then(() => 'ok').catch((error: { code: string }) => error.code));
    }
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'duplicated', 'duplicated', 'duplicated']);
  });
});

describe('the duplicate watch', () => {
  it('counts the same in every order of the answers', () => {
    const random = new Random(3);
    const answers = Array.from({ length: 60 }, (_, place) => ({
      text: `Text ${place % 4}.`,
      name: `${place % 15}`,
    }));
    const countsOf = (order: typeof answers) => {
      const watch = createDuplicateWatch({ limit: 100 });
      for (const { text, name } of order) watch.note(text, hashOfText(name));
      return [0, 1, 2, 3].map((kind) => watch.note(`Text ${kind}.`, hashOfText('0')));
    };
    const expected = countsOf(answers);
    for (let round = 0; round < 5; round += 1) {
      expect(countsOf(random.shuffle([...answers]))).toEqual(expected);
    }
  });

  it('tells texts apart in any writing', () => {
    const watch = createDuplicateWatch({ limit: 9 });
    watch.note('一只猫', hashOfText('a'));
    expect(watch.note('一只狗', hashOfText('b'))).toBe(1);
    expect(watch.note('«一只猫»!', hashOfText('b'))).toBe(2);
  });

  it('remembers texts that keep coming while it forgets old ones', () => {
    const watch = createDuplicateWatch({ limit: 9 });
    watch.note('common', hashOfText('a'));
    watch.note('rare', hashOfText('a'));
    const hash = hashOfText('b');
    for (let number = 0; number < 100_000; number += 1) {
      watch.note(`filler ${number}`, hash);
      if (number === 50_000) watch.note('common', hash);
    }
    expect(watch.note('common', hashOfText('c'))).toBe(3);
    expect(watch.note('rare', hashOfText('c'))).toBe(1);
  });
});

describe('withRepair', () => {
  const tooShort: Script = () =>
    Promise.reject(describerError('too-short', { message: 'Too short.', answer: 'Cat.' }));

  it('asks once more with the reason and the answer', async () => {
    const describer = scriptedDescriber((call) =>
      call.repair === undefined ? tooShort(call) : Promise.resolve(description('A cat sleeps.')),
    );
    expect((await withRepair(describer).describe(input, { signal }))?.text).toBe('A cat sleeps.');
    expect(describer.calls.map(({ repair }) => repair)).toEqual([
      undefined,
      { reason: 'Too short.', answer: 'Cat.' },
    ]);
  });

  it('ends with the fault of the second answer', async () => {
    const describer = scriptedDescriber((call) =>
      call.repair === undefined ? tooShort(call) : Promise.reject(describerError('refused')),
    );
    await expect(withRepair(describer).describe(input, { signal })).rejects.toMatchObject({
      code: 'refused',
    });
    expect(describer.calls).toHaveLength(2);
  });

  it('takes a call that is a repair already for the last one', async () => {
    const describer = scriptedDescriber(tooShort);
    const repair = { reason: 'r', answer: 'a' };
    await expect(withRepair(describer).describe(input, { signal, repair })).rejects.toThrow('Too short.');
    expect(describer.calls).toHaveLength(1);
  });

  it('does not ask a describer that cannot mend', async () => {
    const describer = scriptedDescriber(tooShort, { canRepair: false });
    await expect(withRepair(describer).describe(input, { signal })).rejects.toThrow('Too short.');
    expect(describer.calls).toHaveLength(1);
  });

  it('leaves failures without an answer alone', async () => {
    const describer = scriptedDescriber(() => Promise.reject(describerError('call-timeout')));
    await expect(withRepair(describer).describe(input, { signal })).rejects.toMatchObject({
      code: 'call-timeout',
    });
    expect(describer.calls).toHaveLength(1);
  });
});
