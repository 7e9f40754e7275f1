import { describe, expect, it } from 'vitest';
import { poolTokens } from '../../src/inference/encoders/pool-tokens.js';

const found = { folder: '/models/eye', id: 'eye' };
/** Two items of three tokens of two numbers. */
const output = {
  name: 'last_hidden_state',
  values: Float32Array.of(1, 2, 3, 4, 5, 6, 10, 0, 20, 0, 60, 3),
  shape: [2, 3, 2],
};

describe('one row out of the tokens of each item', () => {
  it('is the first one, or the mean, as by hand', () => {
    expect(poolTokens(output, { found, pooling: 'cls' })).toMatchObject({
      values: Float32Array.of(1, 2, 10, 0),
      shape: [2, 2],
    });
    expect(poolTokens(output, { found, pooling: 'mean' }).values).toEqual(Float32Array.of(3, 4, 30, 1));
  });

  it('cannot be made of an output of another form', () => {
    expect(() => poolTokens({ ...output, shape: [6, 2] }, { found, pooling: 'cls' })).toThrow(
      'The model eye in /models/eye cannot be used: its output "last_hidden_state" is [6, 2], not [items, tokens, width].',
    );
  });
});
