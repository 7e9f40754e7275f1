import type { InteractionMatrix } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import type { ParameterSpec } from '../../src/tensor/parameters.js';
import { xavierUniform } from '../pairwise/initial-table.js';
import { coOccurrenceStart } from '../spectral-start/co-occurrence-start.js';
import { withoutHeavyUsers } from '../spectral-start/without-heavy-users.js';
import type { LudpConfig } from './config.js';

/** Deviation of a Gaussian start, as in the code of LightGCN. */
const GAUSSIAN_DEVIATION = 0.1;

/** Id vectors before training. */
export interface InitialIds {
  /** [users, width] e_u^(0) */
  readonly users: ParameterSpec;
  /** [items, width] e_i^(0) */
  readonly items: ParameterSpec;
}

export function initialIds(train: InteractionMatrix, config: LudpConfig, random: Random): InitialIds {
  const { userCount, itemCount } = train;
  const { width } = config;
  const drawn = config.start === 'gaussian' ? gaussian : xavierUniform;
  const items = drawn([itemCount, width], random);
  if (config.start !== 'co-occurrence') return { users: drawn([userCount, width], random), items };
  const { items: initial, signs } = coOccurrenceStart({
    train: withoutHeavyUsers(train, config),
    dimension: width,
    balance: config.startBalance,
    meanScore: config.startScore,
    random,
  });
  for (const [at, value] of initial.entries()) {
    // Score and propagation are plain inner products, which cannot hold a negative eigenvalue.
    if (signs[at % width] === 1) items.initial[at] = (items.initial[at] as number) + value;
  }
  return {
    users: { shape: [userCount, width], initial: new Float32Array(userCount * width), decays: true },
    items,
  };
}

function gaussian(shape: readonly [rows: number, columns: number], random: Random): ParameterSpec {
  const initial = Float32Array.from(
    { length: shape[0] * shape[1] },
    () => GAUSSIAN_DEVIATION * random.normal(),
  );
  return { shape, initial, decays: true };
}
