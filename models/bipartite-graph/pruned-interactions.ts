import type { InteractionMatrix } from '../../src/core/recommend.js';
import type { Random } from '../../src/math/random.js';
import { itemDegrees, userDegrees } from './degrees.js';

/**
 * Keeps a share of the interactions, drawn without replacement with probability ∝ 1 / √(|N_u| |N_i|), so that edges
 * between popular nodes go first (Zhou and Shen 2023, FREEDOM, section 3.2). By the keys of Efraimidis and Spirakis 2006.
 * @param options.kept share that stays, 0 … 1
 */
export function prunedInteractions(options: {
  readonly train: InteractionMatrix;
  readonly kept: number;
  readonly random: Random;
}): InteractionMatrix {
  const { train, random } = options;
  const users = userDegrees(train);
  const items = itemDegrees(train);
  const keys = new Float64Array(train.items.length);
  for (let user = 0; user < train.userCount; user += 1) {
    for (let at = train.starts[user] as number; at < (train.starts[user + 1] as number); at += 1) {
      const degrees = (users[user] as number) * (items[train.items[at] as number] as number);
      keys[at] = -Math.log(1 - random.uniform()) * Math.sqrt(degrees);
    }
  }
  const count = Math.floor(options.kept * keys.length);
  const limit = count === 0 ? Number.NEGATIVE_INFINITY : (keys.slice().sort()[count - 1] as number);
  const starts = new Int32Array(train.userCount + 1);
  const kept: number[] = [];
  for (let user = 0; user < train.userCount; user += 1) {
    for (let at = train.starts[user] as number; at < (train.starts[user + 1] as number); at += 1) {
      if ((keys[at] as number) <= limit) kept.push(train.items[at] as number);
    }
    starts[user + 1] = kept.length;
  }
  return { ...train, starts, items: Int32Array.from(kept) };
}
