import { createHash } from 'node:crypto';
import type { LoadedRecommenderData } from '../../pipelines/recommend/load-recommender-data.js';
import { videoId } from '../../src/core/ids.js';
import { Random } from '../../src/math/random.js';
import { interactions } from './interactions.js';

const TASTES = 3;
const ITEMS_PER_TASTE = 10;
const USERS_PER_TASTE = 12;
const TRAIN_ITEMS = 5;

/**
 * Users of three tastes over thirty items, ten of each taste: five of them in train, one in validation or test, two
 * thirds of the users in test. Whoever learns the tastes finds the held-out item among ten.
 * @param options.testSeed draws the test items anew and leaves everything else as it is
 */
export function toyRecommenderData(options: { readonly testSeed?: number } = {}): LoadedRecommenderData {
  const random = new Random(1);
  const itemCount = TASTES * ITEMS_PER_TASTE;
  const users = Array.from({ length: TASTES * USERS_PER_TASTE }, (_, user) => {
    const taste = user % TASTES;
    const own = Array.from({ length: ITEMS_PER_TASTE }, (_, place) => taste * ITEMS_PER_TASTE + place);
    const [heldOut = 0, ...others] = random.sample(own, TRAIN_ITEMS + 1);
    return { train: others.sort((left, right) => left - right), heldOut, isValid: user % 9 < TASTES };
  });
  const moved = options.testSeed === undefined ? undefined : new Random(options.testSeed);
  const testOf = (heldOut: number): number => (moved === undefined ? heldOut : moved.below(itemCount));
  const train = interactions(
    itemCount,
    users.map((user) => user.train),
  );
  const valid = interactions(
    itemCount,
    users.map(({ heldOut, isValid }) => (isValid ? [heldOut] : [])),
  );
  const test = interactions(
    itemCount,
    users.map(({ heldOut, isValid }) => (isValid ? [] : [testOf(heldOut)])),
  );
  const split = createHash('sha256').update(
    JSON.stringify([train, valid, test].map(({ items }) => [...items])),
  );
  return {
    data: {
      userIds: users.map((_, user) => `user ${user}`),
      itemIds: Array.from({ length: itemCount }, (_, item) => videoId(`item-${item}`)),
      train,
      content: [],
      clusters: new Int32Array(itemCount).fill(-1),
      clusterCount: 0,
    },
    valid,
    test,
    counts: {
      ...{ users: users.length, items: itemCount, events: train.items.length + users.length },
      ...{ train: train.items.length, valid: valid.items.length, test: test.items.length },
      ...{ notPositive: 0, undecided: 0, unknownItems: 0, repeated: 0, leaked: 0, unplaced: 0 },
      ...{ belowMinimum: 0, usersWithoutTrain: 0, itemsWithoutTrain: 0, itemsWithoutContent: itemCount },
    },
    checksum: { split: split.digest('hex'), features: 'none' },
  };
}
