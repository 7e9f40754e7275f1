import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { areaUnderCurve } from '../../models/candidate-dreamumm/area-under-curve.js';
import { CandidateDreamUmm } from '../../models/candidate-dreamumm/candidate-dreamumm.js';
import { candidateVector } from '../../models/candidate-dreamumm/candidate-vector.js';
import { candidateDreamUmmConfig } from '../../models/candidate-dreamumm/config.js';
import { loadCandidateDreamUmm } from '../../models/candidate-dreamumm/load-model.js';
import { createParameters, longViewLogits } from '../../models/candidate-dreamumm/model.js';
import { saveCandidateDreamUmm } from '../../models/candidate-dreamumm/save-model.js';
import { sequenceBatch, type TokenWatch } from '../../models/candidate-dreamumm/sequence-batch.js';
import { trainCandidateDreamUmm } from '../../models/candidate-dreamumm/train.js';
import { exampleBatches, labelledHistories } from '../../models/candidate-dreamumm/training-examples.js';
import { DEFAULT_THRESHOLDS } from '../../models/dreamumm/long-view-thresholds.js';
import type { Watch } from '../../models/dreamumm/watch.js';
import { type SpaceId, spaceId, type VideoId, videoId } from '../../src/core/ids.js';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { dot, normalised } from '../../src/math/vector.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { crossEntropySum } from '../../src/tensor/cross-entropy.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { dispose, memory, tidy } from '../../src/tensor/tensor.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const dimension = 6;
const space = spaceId('space-a');
const preference = { thresholds: DEFAULT_THRESHOLDS, alphaPerSecond: 0.5, maximumWatchRatio: 1 };
const config = candidateDreamUmmConfig.parse({
  width: 4,
  heads: 2,
  windows: [5, 2],
  hidden: 5,
  dropout: 0,
  batchSize: 64,
  learningRate: 0.01,
});
const signal = new AbortController().signal;

function randomToken(random: Random): Float32Array {
  return normalised(Float32Array.from({ length: dimension }, () => random.normal()));
}

function newModel(seed = 3): CandidateDreamUmm {
  const random = new Random(seed);
  return new CandidateDreamUmm(
    { spaceId: space, dimension, config, preference },
    createParameters({ config, dimension, random }),
  );
}

/** Users who watch to the end what is on the side of their first video, and swipe the rest away. */
function toyLog(users: number, seed: number) {
  const random = new Random(seed);
  const tokens = new Map<VideoId, Float32Array>();
  for (let at = 0; at < 60; at += 1) tokens.set(videoId(`v${at}`), randomToken(random));
  const items = [...tokens];
  const histories = Array.from({ length: users }, (_, user) => {
    const taste = randomToken(random);
    const watches = random.sample(items, 24).map(
      ([itemId, token], at): Watch => ({
        itemId,
        watchSeconds: dot(taste, token) > 0 ? 10 : 0.5,
        durationSeconds: 10,
        atMs: at,
      }),
    );
    return { userId: `u${user}`, watches };
  });
  return { histories, tokens };
}

beforeAll(async () => {
  await selectBackend({ name: 'auto', logger: silentLogger });
});

describe('the area under the curve', () => {
  it('counts the pairs that are in order, equal scores half', () => {
    // positives .9 .4 .4, negatives .5 .4: pairs in order 2 + (0 + ½) + (0 + ½) of 6
    expect(areaUnderCurve([0.9, 0.4, 0.4, 0.5, 0.4], [true, true, true, false, false])).toBeCloseTo(
      3 / 6,
      12,
    );
    expect(areaUnderCurve([1, 2, 3], [false, true, true])).toBe(1);
    expect(areaUnderCurve([5, 5, 5, 5], [false, true, true, false])).toBe(0.5);
  });

  it('is unknown when all labels are alike', () => {
    expect(areaUnderCurve([1, 2], [true, true])).toBeUndefined();
  });
});

describe('the candidate vector of equation 6', () => {
  const candidates = [new Float32Array([1, 0]), new Float32Array([0, 1]), new Float32Array([-1, 0])];

  it('is the sum of the candidates by predicted preference, at length 1', () => {
    const { vector, length } = candidateVector({ preferences: Float32Array.of(0.75, 0.5, 0.25), candidates });
    expect(length).toBeCloseTo(Math.SQRT1_2, 6);
    expect(vector?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(vector?.[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('counts only what exceeds the mean when asked for contrast', () => {
    const preferences = Float32Array.of(0.75, 0.5, 0.25);
    expect(candidateVector({ preferences, candidates, contrast: 'above-mean' }).vector).toEqual(
      new Float32Array([1, 0]),
    );
  });

  it('is absent without candidates and when they cancel', () => {
    expect(candidateVector({ preferences: new Float32Array(), candidates: [] }).vector).toBeUndefined();
    const opposite = [candidates[0], candidates[2]] as Float32Array[];
    expect(
      candidateVector({ preferences: Float32Array.of(0.5, 0.5), candidates: opposite }).vector,
    ).toBeUndefined();
  });
});

describe('f_seq', () => {
  const random = new Random(8);
  const watches: TokenWatch[] = Array.from({ length: 7 }, (_, at) => ({
    watch: { itemId: videoId(`v${at}`), watchSeconds: 2 * at, durationSeconds: 10 },
    token: randomToken(random),
  }));
  const shown = [0, 1, 3, 7].map((before) => ({ token: randomToken(random), before }));

  it('has the gradients of finite differences', () => {
    const model = newModel();
    const { parameters } = model;
    const batch = sequenceBatch([{ watches, candidates: shown }], {
      ...preference,
      windows: config.windows,
      dimension,
    });
    const targets = Int32Array.of(1, 0, 1, 0);
    const weights = new Float32Array(4).fill(0.25);
    const loss = () =>
      crossEntropySum({
        logits: longViewLogits({ parameters, config, batch, disturb: (mixed) => mixed }),
        targets,
        weights,
      });
    const { gradients } = lossAndGradients(parameters, loss);
    expect([...gradients.keys()].sort()).toEqual(parameters.names.sort());
    const weightsNow = parameters.export();
    const at = (name: string, index: number, by: number): number => {
      const own = weightsNow.get(name) ?? { shape: [], values: new Float32Array() };
      const values = own.values.slice();
      values[index] = (values[index] as number) + by;
      parameters.import(new Map([...weightsNow, [name, { ...own, values }]]));
      return tidy(() => loss().dataSync()[0] as number);
    };
    const step = 1 / 128;
    for (const [name, gradient] of gradients) {
      const analytic = gradient.dataSync();
      const places = new Random(4).sample([...analytic.keys()], 8);
      const numeric = places.map((place) => (at(name, place, step) - at(name, place, -step)) / (2 * step));
      const scale = Math.max(...numeric.map(Math.abs), 1e-3);
      for (const [at, value] of numeric.entries()) {
        const place = places[at] as number;
        const error = Math.abs(value - (analytic[place] as number)) / scale;
        expect(error, `${name}[${place}]`).toBeLessThan(0.03);
      }
    }
    dispose([...gradients.values()]);
    model.dispose();
  });

  it('gives a candidate the same probability alone, among others and after a later watch', () => {
    const model = newModel();
    const together = model.probabilities([{ watches, candidates: shown }]);
    for (const [at, candidate] of shown.entries()) {
      const alone = model.probabilities([
        { watches: watches.slice(0, candidate.before), candidates: [candidate] },
      ]);
      expect(alone[0]).toBeCloseTo(together[at] as number, 5);
    }
    model.dispose();
  });

  it('answers for a user without history', () => {
    const model = newModel();
    const candidates = [randomToken(random), randomToken(random)];
    const probabilities = model.predict({ watches: [], tokens: new Map(), candidates });
    expect(probabilities).toHaveLength(2);
    for (const value of probabilities) expect(value > 0 && value < 1).toBe(true);
    model.dispose();
  });

  it('trains on candidates that never see their own watch or a later one', () => {
    const tokens = new Map(watches.map(({ watch, token }) => [watch.itemId, token]));
    const history = { userId: 'u', watches: watches.map(({ watch }) => watch) };
    const labelled = labelledHistories([history], { ...preference, tokens });
    expect(labelled[0]?.labels).toEqual([false, false, false, true, true, true, true]); // 2 s more each, t = 6 s
    const shuffled = [...exampleBatches(labelled, { batchSize: 16, random: new Random(1) })];
    for (const { groups, labels } of shuffled) {
      const places = groups.flatMap(({ candidates }) => candidates);
      expect(places).toHaveLength(labels.length);
      for (const [at, { token, before }] of places.entries()) {
        expect(token).toBe(watches[before]?.token);
        expect(labels[at]).toBe(labelled[0]?.labels[before]);
      }
    }
  });
});

describe('the training of Candidate-DreamUMM', () => {
  const train = (changes: { readonly users?: number; readonly seed?: number } = {}) => {
    const { users = 80, seed = 5 } = changes;
    const toy = {
      ...config,
      width: 8,
      hidden: 16,
      windows: [24],
      epochs: 8,
      patience: 8,
      learningRate: 0.02,
    };
    return trainCandidateDreamUmm({
      ...toyLog(users, 2),
      spaceId: space,
      dimension,
      preference,
      config: toy,
      seed,
      logger: silentLogger,
      signal,
    });
  };

  it('learns from which watches a user likes a video, for users it never saw, and leaks no tensor', async () => {
    const before = memory().numTensors;
    const { model, heldOut, epochs, bestEpoch } = await train();
    expect(epochs.length).toBe(8);
    expect(bestEpoch).toBeGreaterThan(1);
    expect(heldOut?.auc?.candidateDreamUmm).toBeGreaterThan(0.8);
    expect(heldOut?.auc?.candidateDreamUmm).toBeGreaterThan((heldOut?.auc?.meanSimilarity ?? 1) + 0.1);
    expect(heldOut?.loss).toBeLessThan((heldOut?.constantLoss ?? 0) - 0.1);
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('answers the same after it was saved and opened again, and refuses tokens of another space', async () => {
    const path = join(await temporaryFolder(), 'candidate.bin');
    const model = newModel();
    await saveCandidateDreamUmm(path, model);
    const opened = (await loadCandidateDreamUmm(path, space)) as CandidateDreamUmm;
    const { histories, tokens } = toyLog(1, 9);
    const question = { watches: histories[0]?.watches ?? [], tokens, candidates: [...tokens.values()] };
    expect(opened.predict(question)).toEqual(model.predict(question));
    expect(opened.facts).toEqual(model.facts);
    await expect(loadCandidateDreamUmm(path, spaceId('space-b') as SpaceId)).rejects.toMatchObject({
      code: 'space-mismatch',
      message: expect.stringMatching(/space-a.*space-b/),
    });
    expect(await loadCandidateDreamUmm(`${path}-absent`, space)).toBeUndefined();
    model.dispose();
    opened.dispose();
  });

  it('says how many users it needs', async () => {
    await expect(train({ users: 3 })).rejects.toMatchObject({
      code: 'invalid-value',
      message: /Only 3 users/,
    });
  });
});
