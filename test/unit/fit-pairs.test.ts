import { beforeAll, describe, expect, it } from 'vitest';
import { bprMfConfig } from '../../models/bpr-mf/config.js';
import { bprMfModel } from '../../models/bpr-mf/model.js';
import { factorScores } from '../../models/pairwise/factor-scores.js';
import { type FitPairsOptions, fitPairs } from '../../models/pairwise/fit-pairs.js';
import type { PairwiseModel } from '../../models/pairwise/pairwise-model.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { scaled } from '../../src/tensor/differentiable.js';
import { memory, type Scalar, type Tensor } from '../../src/tensor/tensor.js';
import { structuredToy } from '../support/structured-toy.js';

const { data } = structuredToy();
const config = bprMfConfig.parse({ epochs: 8, batchSize: 64, learningRate: 0.05, width: 4, patience: 3 });

beforeAll(() => selectBackend({ name: 'native', logger: silentLogger }));

async function newModel(): Promise<PairwiseModel> {
  const signal = new AbortController().signal;
  return await bprMfModel({ data, config, random: new Random(1), signal });
}

/** Fits a fresh model; `changes` sees it first. */
async function fitToy(
  changes: Partial<FitPairsOptions> = {},
  change: (model: PairwiseModel) => PairwiseModel = (model) => model,
): Promise<Awaited<ReturnType<typeof fitPairs>>> {
  const model = await newModel();
  try {
    return await fitPairs({
      model: change(model),
      train: data.train,
      config,
      random: new Random(2),
      logger: silentLogger,
      signal: new AbortController().signal,
      ...changes,
    });
  } finally {
    model.dispose();
  }
}

describe('fitPairs', () => {
  it('lowers the loss and runs to the last epoch when there is nothing to validate on', async () => {
    const { epochs, bestEpoch } = await fitToy();
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(bestEpoch).toBe(8);
    expect(epochs.at(-1)?.loss).toBeLessThan(0.8 * (epochs[0]?.loss as number));
  });

  it('stops after so many epochs without a better score and returns what the best had', async () => {
    const scores = [0.1, 0.3, 0.2, 0.3, 0.2, 0.9];
    const seen: Float32Array[] = [];
    const { epochs, bestEpoch, factors, weights } = await fitToy({
      validate: (recommender) => {
        seen.push(recommender.factors?.items.slice() ?? new Float32Array());
        return scores[seen.length - 1] as number;
      },
    });
    expect(epochs.map(({ validation }) => validation)).toEqual([0.1, 0.3, 0.2, 0.3, 0.2]);
    expect(bestEpoch).toBe(2);
    expect(factors.items).toEqual(seen[1]);
    expect(weights.get('items')?.values).toEqual(seen[1]);
  });

  it('validates every so many epochs, and after the last', async () => {
    const { epochs } = await fitToy({ config: { ...config, validateEvery: 3 }, validate: () => 1 });
    expect(epochs.filter(({ validation }) => validation !== undefined).map(({ epoch }) => epoch)).toEqual([
      3, 6,
    ]);
    const all = await fitToy({ config: { ...config, validateEvery: 3, patience: 9 }, validate: () => 1 });
    expect(all.epochs.at(-1)).toMatchObject({ epoch: 8, validation: 1 });
  });

  it('has as many tensors after each epoch as before it', async () => {
    const counts: number[] = [];
    await fitToy({ onEpoch: () => counts.push(memory().numTensors) });
    expect(new Set(counts).size).toBe(1);
  });

  it('lets a model draw anew before each epoch', async () => {
    const begun: number[] = [];
    await fitToy({}, (model) => ({ ...model, beginEpoch: (epoch) => begun.push(epoch) }));
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('stops with the number of the epoch when the loss leaves the numbers', async () => {
    const before = memory().numTensors;
    const broken = (model: PairwiseModel): PairwiseModel => ({
      ...model,
      loss: (batch) => scaled<Tensor>(model.loss(batch), Number.NaN) as Scalar,
    });
    await expect(fitToy({}, broken)).rejects.toMatchObject({
      code: 'training-diverged',
      facts: { epoch: 1 },
    });
    expect(memory().numTensors).toBe(before);
  });

  it('stops within an epoch when the signal aborts', async () => {
    const controller = new AbortController();
    const epochs: number[] = [];
    const running = fitToy({
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        epochs.push(epoch);
        if (epoch === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(epochs).toEqual([1, 2]);
  });
});

describe('factorScores', () => {
  it('gives inner products over more users than one block holds', () => {
    const random = new Random(8);
    const width = 5;
    const users = Float32Array.from({ length: 700 * width }, () => random.normal());
    const items = Float32Array.from({ length: 9 * width }, () => random.normal());
    const numbers = Int32Array.from({ length: 1300 }, () => random.below(700));
    const scores = new Float32Array(1300 * 9);
    factorScores({ width, users, items }).score(numbers, scores);
    for (const [row, user] of numbers.entries()) {
      for (let item = 0; item < 9; item += 1) {
        let expected = 0;
        for (let at = 0; at < width; at += 1) {
          expected += (users[user * width + at] as number) * (items[item * width + at] as number);
        }
        expect(Math.abs((scores[row * 9 + item] as number) - expected)).toBeLessThan(1e-5);
      }
    }
  });
});
