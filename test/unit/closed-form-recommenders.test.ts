import { beforeAll, describe, expect, it } from 'vitest';
import { coOccurrenceRecommender } from '../../models/co-occurrence/co-occurrence-recommender.js';
import { invertInPlace } from '../../models/ease/invert-in-place.js';
import { itemWeights } from '../../models/ease/item-weights.js';
import { weightedItemRecommender } from '../../models/ease/weighted-item-recommender.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { interactions } from '../support/interactions.js';

const signal = new AbortController().signal;
beforeAll(() => selectBackend({ name: 'native', logger: silentLogger }));

/** X is [[1, 1, 0], [0, 1, 1], [0, 1, 0]]. */
const train = interactions(3, [[0, 1], [1, 2], [1]]);

describe('coOccurrenceRecommender', () => {
  const scoresOf = (changes: object): number[] => {
    const config = { itemExponent: 1, userExponent: 1, popularityWeight: 0, ...changes };
    const scores = new Float32Array(9);
    coOccurrenceRecommender(train, config).score(Int32Array.of(0, 1, 2), scores);
    return [...scores];
  };
  const expectScores = (actual: readonly number[], expected: readonly number[]): void => {
    for (const [at, value] of expected.entries()) expect(actual[at]).toBeCloseTo(value, 6);
  };

  it('walks three steps with the weights of the degrees', () => {
    // User 0 → item 0 (1/1) → user 0 (1/2); item 1 (1/3) → users 0 (1/2), 1 (1/2), 2 (1):
    // user 0 votes 1/2 + 1/6 = 4/6, user 1 votes 1/6, user 2 votes 2/6; items 4/6, 7/6, 1/6, the best set to 1.
    expectScores(scoresOf({}).slice(0, 3), [4 / 7, 1, 1 / 7]);
    // All weights 1: votes 2, 1, 1; items 2, 4, 1.
    expectScores(scoresOf({ itemExponent: 0, userExponent: 0 }).slice(0, 3), [2 / 4, 1, 1 / 4]);
  });

  it('adds popularity in shares of the most popular item', () => {
    expectScores(scoresOf({ popularityWeight: 0.3 }).slice(0, 3), [4 / 7 + 0.1, 1 + 0.3, 1 / 7 + 0.1]);
  });

  it('takes the vote from users with more items than the limit, in the walk and in the popularity', () => {
    const config = { itemExponent: 0, userExponent: 0, popularityWeight: 0.3, maximumVoterItems: 2 };
    const scores = new Float32Array(4);
    // User 2 has all four items and no vote; users 0 and 1 vote for items 0 and 1, item 1 twice as often.
    const withHeavy = interactions(4, [[0, 1], [1], [0, 1, 2, 3]]);
    coOccurrenceRecommender(withHeavy, config).score(Int32Array.of(1), scores);
    expectScores([...scores], [1 / 2 + 0.15, 1 + 0.3, 0, 0]);
  });

  it('gives a user without history popularity alone', () => {
    const config = { itemExponent: 1, userExponent: 1, popularityWeight: 0.3 };
    const scores = new Float32Array(3);
    coOccurrenceRecommender(interactions(3, [[0, 1], [1], []]), config).score(Int32Array.of(2), scores);
    expectScores([...scores], [0.15, 0.3, 0]);
  });
});

describe('invertInPlace', () => {
  it('inverts [[4, 2], [2, 3]] as it is done by hand', async () => {
    const matrix = Float32Array.of(4, 2, 2, 3);
    await invertInPlace({ matrix, size: 2, signal });
    for (const [at, value] of [3 / 8, -2 / 8, -2 / 8, 4 / 8].entries())
      expect(matrix[at]).toBeCloseTo(value, 6);
  });

  it('gives the identity when multiplied with the matrix, over several blocks', async () => {
    const size = 600;
    const random = new Random(3);
    const matrix = new Float32Array(size * size);
    for (let row = 0; row < size; row += 1) {
      matrix[row * size + row] = 30;
      for (let draw = 0; draw < 8; draw += 1) {
        const column = random.below(size);
        const value = random.normal();
        matrix[row * size + column] = (matrix[row * size + column] as number) + value;
        matrix[column * size + row] = (matrix[column * size + row] as number) + value;
      }
    }
    const inverse = matrix.slice();
    await invertInPlace({ matrix: inverse, size, signal });
    for (const [row, column] of [
      [0, 0],
      [0, 5],
      [255, 256],
      [256, 256],
      [300, 299],
      [599, 599],
      [599, 2],
    ]) {
      let sum = 0;
      for (let at = 0; at < size; at += 1) {
        sum +=
          (matrix[(row as number) * size + at] as number) *
          (inverse[at * size + (column as number)] as number);
      }
      expect(sum).toBeCloseTo(row === column ? 1 : 0, 5);
    }
  });

  it('stops between two blocks when the signal aborts', async () => {
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(invertInPlace({ matrix: Float32Array.of(1), size: 1, signal: aborted })).rejects.toThrow(
      'enough',
    );
  });
});

describe('itemWeights', () => {
  it('gives the weights of EASE of three items as they come out by hand', async () => {
    // XᵀX + I = [[2, 1, 0], [1, 4, 1], [0, 1, 2]]; its determinant is 12, its inverse
    // [[7, −2, 1], [−2, 4, −2], [1, −2, 7]] / 12; B_ij = −P_ij / P_jj.
    const weights = await itemWeights({ train, regularisation: 1, signal });
    const expected = [0, 2 / 4, -1 / 7, 2 / 7, 0, 2 / 7, -1 / 7, 2 / 4, 0];
    for (const [at, value] of expected.entries()) expect(weights[at]).toBeCloseTo(value, 6);
    const scores = new Float32Array(6);
    weightedItemRecommender(train, weights).score(Int32Array.of(0, 2), scores);
    const sums = [2 / 7, 1 / 2, 2 / 7 - 1 / 7, 2 / 7, 0, 2 / 7];
    for (const [at, value] of sums.entries()) expect(scores[at]).toBeCloseTo(value, 6);
  });

  it('says what it would need for more items than it takes', async () => {
    const large = interactions(40_000, [[0]]);
    await expect(itemWeights({ train: large, regularisation: 50, signal })).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringContaining('6.4 GB'),
    });
  });
});
