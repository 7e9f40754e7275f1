import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig, videoTokenDefaults } from '../../models/video-token/config.js';
import { paperRecipe } from '../../models/video-token/paper-recipe.js';
import {
  createRunCache,
  decodeTokens,
  encodeTokens,
  hashCode,
  type QualityRun,
  runId,
} from '../bench/quality/run-cache.js';
import { configOf } from '../bench/quality/train-variant.js';
import { variants } from '../bench/quality/variants.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const config = { ...videoTokenDefaults, ...paperRecipe, seed: 3 };
const key = { config, split: 'outer', dataHash: 'd' };
const vectors = [Float32Array.of(1, -0.25), Float32Array.of(0.1, 1e-30)];
const run: QualityRun = {
  variant: 'paper',
  seed: 3,
  split: 'outer',
  dataHash: 'd',
  codeHash: 'first',
  backend: 'cpu',
  seconds: 1,
  epochs: 2,
  bestEpoch: 1,
  trainVideos: 4,
  parameters: 10,
  trainCrossEntropy: 1,
  watchedCrossEntropy: 1,
  watchedShuffledCrossEntropy: 1,
  dimension: 2,
  tokens: encodeTokens(vectors),
};

describe('the finished trainings of the quality bench', () => {
  it('come back bit for bit', async () => {
    const folder = join(await temporaryFolder(), 'cache');
    const cache = createRunCache({ folder, codeHash: 'first' });
    expect(await cache.read(key)).toBeUndefined();
    await cache.write(key, run);
    const read = await cache.read(key);
    expect(read).toEqual(run);
    expect(decodeTokens(run)).toEqual(vectors);
  });

  it('are not read when other code trained them, unless any code is accepted', async () => {
    const folder = await temporaryFolder();
    await createRunCache({ folder, codeHash: 'first' }).write(key, run);
    expect(await createRunCache({ folder, codeHash: 'second' }).read(key)).toBeUndefined();
    expect(await createRunCache({ folder, codeHash: undefined }).read(key)).toEqual(run);
  });

  it('have a name that changes with recipe, seed, split and data, but not with a new knob that is off', () => {
    const others = [
      { ...key, config: { ...config, seed: 4 } },
      { ...key, config: { ...config, bagOfWordsWeight: 1 } },
      { ...key, split: 'inner-0' },
      { ...key, dataHash: 'e' },
    ].map(runId);
    expect(new Set([runId(key), ...others]).size).toBe(5);
    const { encoderDropout: _, ...older } = config;
    expect(runId({ ...key, config: checkConfig(older as typeof config) })).toBe(runId(key));
  });

  it('belong to code that is hashed with its file names and without anything but code', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep', 'a.js'), 'one');
    const before = await hashCode([folder]);
    await writeFile(join(folder, 'deep', 'a.js.map'), 'map');
    expect(await hashCode([folder])).toBe(before);
    await writeFile(join(folder, 'deep', 'a.js'), 'two');
    expect(await hashCode([folder])).not.toBe(before);
  });
});

describe('the recipes of the quality bench', () => {
  it.each(Object.entries(variants))('%s is a valid configuration without costly reports', (_, variant) => {
    const made = configOf({ variant, seed: 5, overrides: { epochs: 2 } });
    expect(checkConfig(made)).toEqual(made);
    expect(made).toMatchObject({ seed: 5, epochs: 2, withoutTokenBaseline: false, retrievalVideos: 0 });
    expect(made.validationPrefixes).toEqual([]);
  });

  it('are all different', () => {
    const ids = Object.values(variants).map((variant) =>
      runId({ config: configOf({ variant, seed: 1, overrides: {} }), split: 'outer', dataHash: 'd' }),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});
