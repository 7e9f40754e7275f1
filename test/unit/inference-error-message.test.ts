import { describe, expect, it } from 'vitest';
import { InputError, VidtokenError } from '../../src/core/errors.js';
import { fromErrorMessage, toErrorMessage } from '../../src/inference/worker/error-message.js';

describe('an error that crosses threads', () => {
  const sent = (error: unknown): Error => fromErrorMessage(structuredClone(toErrorMessage(error)));

  it.each([
    new VidtokenError({
      code: 'configuration',
      message: 'It does not fit.',
      hint: 'Mend it.',
      facts: { id: 'eye', missing: ['a', 'b'] },
      retryable: true,
    }),
    new VidtokenError({ code: 'weights-missing', message: 'It is not there.' }),
    new InputError({ code: 'extraction-failed', message: 'Not a number.', facts: { extractor: 'eye' } }),
  ])('is what it was: $message', (error) => {
    const arrived = sent(error);
    expect(arrived).toBeInstanceOf(error.constructor);
    const { name, message, code, hint, facts, retryable } = error;
    expect(arrived).toMatchObject({ name, message, code, hint, facts, retryable });
  });

  it('keeps the words and the place of an error of any other kind', () => {
    const error = new TypeError('x is not a function');
    expect(sent(error)).toMatchObject({ message: 'x is not a function', stack: error.stack });
    expect(sent('thrown text').message).toBe('thrown text');
  });
});
