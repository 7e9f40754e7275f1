import { beforeAll, describe, expect, it } from 'vitest';
import { type M3csrConfig, m3csrConfig } from '../../models/m3csr/config.js';
import { m3csr } from '../../models/m3csr/m3csr.js';
import { transformedFeatures } from '../../models/m3csr/modal-features.js';
import { m3csrModel } from '../../models/m3csr/model.js';
import { popularityBins } from '../../models/m3csr/popularity-bins.js';
import { savedTransform } from '../../models/m3csr/saved-transform.js';
import type { PairBatch } from '../../models/pairwise/pairwise-model.js';
import type { RecommenderData } from '../../src/core/recommend.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { HostTensor } from '../../src/tensor/checkpoint.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { dispose } from '../../src/tensor/tensor.js';
import { type ReferenceInput, referenceLoss, userParts } from '../support/m3csr-reference.js';
import { toyData } from '../support/m3csr-toy.js';

const HISTORIES = [[0, 1], [0, 1], [2]];
const DATA = toyData({ histories: HISTORIES, itemCount: 3 });
const BATCH: PairBatch = {
  users: Int32Array.of(0, 1, 2),
  positives: Int32Array.of(0, 1, 2),
  negatives: Int32Array.of(2, 2, 0),
};
/** The equations as they stand, with terms that weigh enough to be seen. */
const PLAIN = {
  ...m3csr.variants.paper,
  decouplingWeight: 0.5,
  l2Weight: 0.2,
  temperature: 0.5,
  dimension: 2,
  heads: 2,
  popularityBins: 3,
};

function toyConfig(changes: Partial<M3csrConfig> = {}): M3csrConfig {
  return m3csrConfig.parse({ ...PLAIN, ...changes });
}

function rows(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => [
    ...values.slice(row * width, (row + 1) * width),
  ]);
}

/** What the model was given, for the reference. */
function referenceOf(weights: ReadonlyMap<string, HostTensor>, config: M3csrConfig): ReferenceInput {
  const shared = config.sharedNegatives > 0;
  return {
    weights,
    held: weights,
    modalities: DATA.content.map((content) => {
      const transform = savedTransform(weights, content.modality);
      return {
        name: content.modality,
        features: rows(transformedFeatures(content, transform), transform.components),
      };
    }),
    clusters: [...DATA.clusters],
    bins: [...popularityBins(DATA.train, config.popularityBins)],
    drawn: shared ? [0, 1, 2] : [...BATCH.negatives],
    pairs: [...BATCH.users].map((user, at) => {
      const positive = BATCH.positives[at] as number;
      const own = HISTORIES[user] as number[];
      return {
        user,
        positive,
        negatives: shared ? [0, 1, 2].filter((item) => !own.includes(item)) : [BATCH.negatives[at] as number],
        history: config.leaveOneOut ? own.filter((item) => item !== positive) : own,
      };
    }),
    heads: config.heads,
    exponent: config.historyExponent,
    temperature: config.temperature,
    alpha: config.decouplingWeight,
    beta: config.l2Weight,
  };
}

const STEP = 2 ** -8;

/** Central difference of the reference along one weight; whatever stands in a stop-gradient stays. */
function slope(input: ReferenceInput, name: string, at: number): number {
  const moved = (by: number): number => {
    const own = input.weights.get(name) as HostTensor;
    const values = own.values.slice();
    values[at] = (values[at] as number) + by;
    return referenceLoss({ ...input, weights: new Map([...input.weights, [name, { ...own, values }]]) });
  };
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

beforeAll(async () => {
  await selectBackend({ name: 'auto', logger: silentLogger });
});

describe('the loss of M3CSR', () => {
  it.each<[string, Partial<M3csrConfig>]>([
    ['as in the paper', {}],
    ['with leave-one-out', { leaveOneOut: true }],
    ['with a sum over the history', { leaveOneOut: true, historyExponent: 1 }],
    ['with one head', { heads: 1 }],
    ['with negatives that all pairs share', { sharedNegatives: 3 }],
    ['from co-occurrences and principal components', { start: 'co-occurrence', featureComponents: 2 }],
  ])('has the value and the gradients of the equations written out, %s', (_, changes) => {
    const config = toyConfig(changes);
    const model = m3csrModel({ data: DATA, config, random: new Random(1) });
    const input = referenceOf(model.weights(), config);
    const { loss, gradients } = lossAndGradients(model.parameters, () => model.loss(BATCH));
    expect(loss).toBeCloseTo(referenceLoss(input), 5);
    for (const name of model.parameters.names) {
      const values = gradients.get(name)?.dataSync() ?? new Float32Array();
      for (const [at, value] of values.entries()) {
        expect(value, `${name}[${at}]`).toBeCloseTo(slope(input, name, at), 4);
      }
    }
    expect([...gradients.keys()].sort()).toEqual(model.parameters.names.sort());
    dispose([...gradients.values()]);
    model.dispose();
  });

  it('would have other gradients without the stop-gradients', () => {
    const model = m3csrModel({
      data: DATA,
      config: toyConfig(),
      random: new Random(1),
    });
    const input = referenceOf(model.weights(), toyConfig());
    const through = (at: number): number => {
      const own = input.weights.get('user-id') as HostTensor;
      const lossAt = (by: number): number => {
        const values = own.values.map((value, index) => (index === at ? value + by : value));
        const weights = new Map([...input.weights, ['user-id', { ...own, values }]]);
        return referenceLoss({ ...input, weights, held: weights });
      };
      return (lossAt(STEP) - lossAt(-STEP)) / (2 * STEP);
    };
    const differences = [0, 1, 2, 3, 4, 5].map((at) => Math.abs(through(at) - slope(input, 'user-id', at)));
    expect(Math.max(...differences)).toBeGreaterThan(1e-3);
    model.dispose();
  });

  it('hides the positive from the history it is trained on', () => {
    const config = toyConfig({ leaveOneOut: true });
    const loss = (data: RecommenderData): number => {
      const model = m3csrModel({ data, config, random: new Random(1) });
      const single = {
        users: Int32Array.of(0),
        positives: Int32Array.of(0),
        negatives: Int32Array.of(2),
      };
      const { loss, gradients } = lossAndGradients(model.parameters, () => model.loss(single));
      dispose([...gradients.values()]);
      model.dispose();
      return loss;
    };
    // User 1 keeps item 0's popularity and the number of weights as they are.
    const without = toyData({ histories: [[1], [0, 1], [0, 2]], itemCount: 3 });
    const within = toyData({ histories: [[0, 1], [0, 1], [2]], itemCount: 3 });
    expect(loss(within)).toBe(loss(without));
  });

  it('takes what stands behind sg of equation 5 out of the softmax of equation 6 altogether', () => {
    const model = m3csrModel({ data: DATA, config: toyConfig(), random: new Random(1) });
    const input = referenceOf(model.weights(), toyConfig());
    const intensity = input.weights.get('intensity') as HostTensor;
    const dimension = 2;
    const changed = intensity.values.map((value, at) => (at < dimension ? value + 3 : value));
    const weights = new Map([...input.weights, ['intensity', { ...intensity, values: changed }]]);
    const before = userParts(input, 0, [0, 1]).intensities;
    const after = userParts({ ...input, weights }, 0, [0, 1]).intensities;
    for (const [at, value] of after.entries()) expect(value).toBeCloseTo(before[at] as number, 12);
    model.dispose();
  });
});
