import type { Modality } from '../../../src/core/features.js';
import { videoId } from '../../../src/core/ids.js';
import type { InteractionMatrix, ItemContent, RecommenderData } from '../../../src/core/recommend.js';
import { Random } from '../../../src/math/random.js';
import { contentShape, recommendShape } from './recommend-shape.js';

/** What the recommenders are given: the interactions, and random item vectors, which no time depends on. */
export function benchData(options: {
  readonly users: number;
  readonly items: number;
  /** [2 · interactions] user and item of each */
  readonly train: Int32Array;
  readonly test: Int32Array;
}): { readonly data: RecommenderData; readonly test: InteractionMatrix } {
  const { users, items } = options;
  const random = new Random(recommendShape.seed);
  return {
    data: {
      userIds: Array.from({ length: users }, (_, user) => `${user}`),
      itemIds: Array.from({ length: items }, (_, item) => videoId(`${item}`)),
      train: interactionMatrix(users, items, options.train),
      content: (['visual', 'audio'] as const).map((modality) => content(modality, items, random)),
      clusters: Int32Array.from({ length: items }, () => random.below(contentShape.clusters)),
      clusterCount: contentShape.clusters,
    },
    test: interactionMatrix(users, items, options.test),
  };
}

function interactionMatrix(userCount: number, itemCount: number, pairs: Int32Array): InteractionMatrix {
  const histories = Array.from({ length: userCount }, (): number[] => []);
  for (let at = 0; at < pairs.length; at += 2) histories[pairs[at] as number]?.push(pairs[at + 1] as number);
  const starts = new Int32Array(userCount + 1);
  for (const [user, items] of histories.entries()) starts[user + 1] = (starts[user] as number) + items.length;
  const items = histories.flatMap((history) => history.sort((left, right) => left - right));
  return { userCount, itemCount, starts, items: Int32Array.from(items) };
}

function content(modality: Modality, items: number, random: Random): ItemContent {
  const { width } = contentShape;
  return {
    modality,
    width,
    vectors: Float32Array.from({ length: items * width }, () => random.normal()),
    present: new Uint8Array(items).fill(1),
  };
}
