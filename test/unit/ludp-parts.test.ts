import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LudpConfig, ludpConfig } from '../../models/ludp/config.js';
import { modalityFusion } from '../../models/ludp/fusion.js';
import { meanFeatures } from '../../models/ludp/mean-features.js';
import { propagatedItems, similarItems } from '../../models/ludp/similar-items.js';
import { modalPreference, preferenceSpecs } from '../../models/ludp/user-preference.js';
import type { ItemContent } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { readValues } from '../../src/tensor/read-values.js';
import { tensor2d } from '../../src/tensor/tensor.js';
import { interactions } from '../support/interactions.js';

const made: Parameters[] = [];

/** Parameters with the given values in place of their start. */
function parametersOf(
  specs: Iterable<readonly [string, ParameterSpec]>,
  values: Readonly<Record<string, readonly number[]>>,
): Parameters {
  const own = new Parameters(
    new Map(
      [...specs].map(([name, spec]) => [name, { ...spec, initial: Float32Array.from(values[name] ?? []) }]),
    ),
  );
  made.push(own);
  return own;
}

function contentOf(vectors: readonly (readonly number[])[]): ItemContent {
  return {
    modality: 'visual',
    width: vectors[0]?.length ?? 0,
    vectors: Float32Array.from(vectors.flat()),
    present: Uint8Array.from(vectors, (row) => Number(row.some((value) => value !== 0))),
  };
}

function expectNear(values: Float32Array, expected: readonly number[]): void {
  expect(values.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) expect(values[at]).toBeCloseTo(value, 5);
}

beforeAll(async () => {
  await selectBackend({ name: 'auto', logger: silentLogger });
});

afterEach(() => {
  for (const own of made.splice(0)) own.dispose();
});

describe('graph of similar items', () => {
  // Directions at 0°, 60°, 90° and none: cosines 0-1 .5, 0-2 0, 1-2 √3/2.
  const content = contentOf([
    [1, 0],
    [0.5, Math.sqrt(3) / 2],
    [0, 2],
    [0, 0],
  ]);
  const ids = [1, 10, 100, 1000];
  const propagate = async (
    config: Pick<LudpConfig, 'neighbours' | 'itemNormalisation'>,
    layers: number,
  ): Promise<Float32Array> => {
    const graph = await similarItems({ content, config, signal: new AbortController().signal });
    return readValues(() => propagatedItems(graph, tensor2d(ids, [4, 1]), layers));
  };

  it('sums neighbours over the root of their number in equation 5', async () => {
    const root = Math.SQRT1_2;
    // N_0 = {1}, N_1 = {2, 0}, N_2 = {1}, N_3 = {}
    const once = [10, root * 101, 10, 0];
    expectNear(await propagate({ neighbours: 2, itemNormalisation: 'equation' }, 1), once);
    const twice = [root * 101, root * 20, root * 101, 0];
    expectNear(await propagate({ neighbours: 2, itemNormalisation: 'equation' }, 2), twice);
  });

  it('keeps the k nearest alone', async () => {
    // N_0 = {1}, N_1 = {2}, N_2 = {1}
    expectNear(await propagate({ neighbours: 1, itemNormalisation: 'equation' }, 1), [10, 100, 10, 0]);
  });

  it('weighs edges by cosine over the roots of row and column sums by default', async () => {
    const near = Math.sqrt(3) / 2;
    const sums = [0.5, 0.5 + near, near];
    const edge = (cosine: number, row: number, column: number): number =>
      cosine / Math.sqrt((sums[row] ?? 0) * (sums[column] ?? 0));
    expectNear(await propagate({ neighbours: 2, itemNormalisation: 'both' }, 1), [
      10 * edge(0.5, 0, 1),
      edge(0.5, 1, 0) + 100 * edge(near, 1, 2),
      10 * edge(near, 2, 1),
      0,
    ]);
  });
});

describe('fusion of modalities', () => {
  const options = { modalities: ['visual', 'audio'], width: 2, random: new Random(1) };
  const visual = [1, 0, 0.5, -1];
  const audio = [0, 2, 1, 1];
  const parts = () => [tensor2d(visual, [2, 2]), tensor2d(audio, [2, 2])];
  const weights = {
    'item-fusion/weight-visual': [1, 0, 0, 1],
    'item-fusion/weight-audio': [0.5, 0, 0, -1],
    'item-fusion/bias': [0.1, -0.2],
    'item-fusion/query': [2, -1],
  };
  /** w = qᵀ tanh(W h + b) of a row, written out. */
  const visualLogit = ([x = 0, y = 0]: number[]): number => 2 * Math.tanh(x + 0.1) - Math.tanh(y - 0.2);
  const audioLogit = ([x = 0, y = 0]: number[]): number => 2 * Math.tanh(0.5 * x + 0.1) - Math.tanh(-y - 0.2);

  it('weighs each row by the softmax of qᵀ tanh(W_m h + b) in equations 6 to 8', () => {
    const fusion = modalityFusion('attention', { ...options, name: 'item-fusion' });
    const parameters = parametersOf(fusion.specs, weights);
    const expected: number[] = [];
    const shares: number[] = [];
    for (const row of [0, 1]) {
      const h = visual.slice(2 * row, 2 * row + 2);
      const g = audio.slice(2 * row, 2 * row + 2);
      const [v, a] = [Math.exp(visualLogit(h)), Math.exp(audioLogit(g))];
      shares.push(v / (v + a), a / (v + a));
      expected.push(...h.map((value, at) => (v * value + a * (g[at] ?? 0)) / (v + a)));
    }
    expectNear(
      readValues(() => fusion.fuse(parameters, parts())),
      expected,
    );
    const { shares: sharesOf } = fusion;
    if (sharesOf === undefined) throw new Error('attention has shares');
    expectNear(
      readValues(() => sharesOf(parameters, parts())),
      shares,
    );
  });

  it('gives the share of an absent modality to the others', () => {
    const fusion = modalityFusion('attention', { ...options, name: 'item-fusion' });
    const parameters = parametersOf(fusion.specs, weights);
    const fused = readValues(() => fusion.fuse(parameters, parts(), tensor2d([-1e9, 0, 0, -1e9], [2, 2])));
    expectNear(fused, [0, 2, 0.5, -1]);
  });

  it('adds the modalities, or maps them side by side', () => {
    const sum = modalityFusion('sum', { ...options, name: 'item-fusion' });
    expectNear(
      readValues(() => sum.fuse(parametersOf(sum.specs, {}), parts())),
      [1, 2, 1.5, 0],
    );
    const concat = modalityFusion('concat', { ...options, name: 'item-fusion' });
    const parameters = parametersOf(concat.specs, {
      'item-fusion/layer': [1, 2, 3, 4, 5, 6, 7, 8],
      'item-fusion/bias': [0.5, 0],
    });
    // [1 0 0 2] and [.5 −1 1 1] times the layer
    expectNear(
      readValues(() => concat.fuse(parameters, parts())),
      [15.5, 18, 10, 11],
    );
  });

  it('is the modality itself when there is one', () => {
    const fusion = modalityFusion('attention', { ...options, modalities: ['visual'], name: 'item-fusion' });
    expect(fusion.specs).toEqual([]);
    expectNear(
      readValues(() => fusion.fuse(parametersOf([], {}), [tensor2d(visual, [2, 2])])),
      visual,
    );
  });
});

describe('preference of a user', () => {
  it('means the features of the items that have the modality', () => {
    const content = contentOf([
      [3, 4],
      [0, 0],
      [0, -2],
    ]);
    const train = interactions(3, [[0, 1, 2], [1], [], [0]]);
    expectNear(meanFeatures(train, content, 'raw'), [1.5, 1, 0, 0, 0, 0, 3, 4]);
    expectNear(meanFeatures(train, content, 'unit'), [0.3, -0.1, 0, 0, 0, 0, 0.6, 0.8]);
  });

  it('is LeakyReLU(W_2 LeakyReLU(W_1 mean)) + e_u in equations 10 and 11', () => {
    const specs = preferenceSpecs({
      modality: 'visual',
      contentWidth: 2,
      width: 2,
      scale: 1,
      random: new Random(1),
    });
    const parameters = parametersOf(specs, {
      'preference/visual/first': [1, -1, 2, 0],
      'preference/visual/second': [1, -2, 0, 1],
    });
    // [1 2] W_1 = [5 −1] → [5 −.01]; times W_2 = [5 −10.01] → [5 −.1001]
    const preference = readValues(() =>
      modalPreference(parameters, {
        modality: 'visual',
        means: tensor2d([1, 2, 0, 0], [2, 2]),
        ids: tensor2d([0.5, 0.5, -3, 7], [2, 2]),
      }),
    );
    expectNear(preference, [5.5, 0.3999, -3, 7]);
  });
});

describe('configuration of LUDP', () => {
  it('rejects a modality that does not exist and an empty choice', () => {
    expect(ludpConfig.safeParse({ modalities: ['smell'] }).success).toBe(false);
    expect(ludpConfig.safeParse({ modalities: [] }).success).toBe(false);
  });
});
