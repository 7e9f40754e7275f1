import { expect, it } from 'vitest';
import { weightsOf } from '../../src/service/search/word-weights.js';

const weights = weightsOf(
  new Map([
    ['the', 9],
    ['cat', 2],
    ['sea', 5],
    ['hill', 6],
  ]),
  10,
);

it('weighs a word by how few descriptions hold it', () => {
  expect(weights.weight('cat')).toBeCloseTo(Math.log(11 / 3), 12);
  expect(weights.weight('never seen')).toBeCloseTo(Math.log(11), 12);
});

it('gives words of more than half of the descriptions no weight', () => {
  expect([weights.weight('sea') > 0, weights.weight('hill'), weights.weight('the')]).toEqual([true, 0, 0]);
});

it('finds the words that tell a text apart, each once, without numbers and single letters', () => {
  expect([...weights.distinctive('The CAT, the cat & a sea of 12 x 30, y!')]).toEqual(['cat', 'sea']);
});
