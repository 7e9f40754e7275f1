import type { InteractionMatrix } from '../../src/core/recommend.js';

/** Interactions of each user. → [userCount] */
export function userDegrees({ userCount, starts }: InteractionMatrix): Int32Array {
  const degrees = new Int32Array(userCount);
  for (let user = 0; user < userCount; user += 1) {
    degrees[user] = (starts[user + 1] as number) - (starts[user] as number);
  }
  return degrees;
}

/** Users of each item. → [itemCount] */
export function itemDegrees({ itemCount, items }: InteractionMatrix): Int32Array {
  const degrees = new Int32Array(itemCount);
  for (const item of items) degrees[item] = (degrees[item] as number) + 1;
  return degrees;
}
