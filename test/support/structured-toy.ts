import type { Recommender } from '../../models/recommender.js';
import { videoId } from '../../src/core/ids.js';
import type { InteractionMatrix, ItemContent, RecommenderData } from '../../src/core/recommend.js';
import { Random } from '../../src/math/random.js';
import { interactions } from './interactions.js';

const USERS = 60;
const ITEMS = 24;
const TASTES = 2;
const TRAIN_ITEMS = 4;

/** Users of two tastes, items of unequal popularity, and one more item of each user that training does not see. */
export interface StructuredToy {
  readonly data: RecommenderData;
  /** [users] */
  readonly heldOut: Int32Array;
}

/** Item i belongs to taste i mod 2 and is the rarer, the larger i; the vectors of a taste point one way. */
export function structuredToy(): StructuredToy {
  const random = new Random(7);
  const chosen = Array.from({ length: USERS }, (_, user) => {
    const own = Array.from({ length: ITEMS / TASTES }, (_, place) => place * TASTES + (user % TASTES));
    const byKey = own.map((item) => ({ item, key: -Math.log(1 - random.uniform()) * (1 + item) ** 1.2 }));
    return byKey.sort((left, right) => left.key - right.key).map(({ item }) => item);
  });
  const drawn = chosen.map((items) => random.shuffle(items.slice(0, TRAIN_ITEMS + 1)));
  return {
    data: recommenderData(
      interactions(
        ITEMS,
        drawn.map((items) => items.slice(1)),
      ),
      random,
    ),
    heldOut: Int32Array.from(drawn, (items) => items[0] as number),
  };
}

function recommenderData(train: InteractionMatrix, random: Random): RecommenderData {
  return {
    userIds: Array.from({ length: train.userCount }, (_, user) => `user ${user}`),
    itemIds: Array.from({ length: train.itemCount }, (_, item) => videoId(`item-${item}`)),
    train,
    content: [tasteContent('visual', 4, random), tasteContent('audio', 3, random)],
    clusters: Int32Array.from({ length: train.itemCount }, (_, item) => item % TASTES),
    clusterCount: TASTES,
  };
}

function tasteContent(modality: ItemContent['modality'], width: number, random: Random): ItemContent {
  const vectors = Float32Array.from({ length: ITEMS * width }, (_, at) => {
    const taste = Math.floor(at / width) % TASTES;
    return (at % width === taste ? 1 : 0) + 0.3 * random.normal();
  });
  return { modality, width, vectors, present: new Uint8Array(ITEMS).fill(1) };
}

/** Share of users whose held-out item is among the best `cutoff` that they have not; ties count by their chance. */
export function toyRecall(toy: StructuredToy, recommender: Recommender, cutoff = 3): number {
  const { train } = toy.data;
  const users = Int32Array.from({ length: train.userCount }, (_, user) => user);
  const scores = new Float32Array(train.userCount * train.itemCount);
  recommender.score(users, scores);
  let hits = 0;
  for (const user of users) {
    const row = scores.slice(user * train.itemCount, (user + 1) * train.itemCount);
    for (const item of train.items.subarray(train.starts[user], train.starts[user + 1]))
      row[item] = -Infinity;
    const score = row[toy.heldOut[user] as number] as number;
    const above = row.filter((other) => other > score).length;
    const equal = row.filter((other) => other === score).length;
    hits += Math.min(1, Math.max(0, (cutoff - above) / equal));
  }
  return hits / users.length;
}
