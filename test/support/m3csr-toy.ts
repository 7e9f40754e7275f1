import { videoId } from '../../src/core/ids.js';
import type { ItemContent, RecommenderData } from '../../src/core/recommend.js';
import { Random } from '../../src/math/random.js';

/** Data of a recommender from the items of each user, with random features in two modalities that all items have. */
export function toyData(options: {
  readonly histories: readonly (readonly number[])[];
  readonly itemCount: number;
  readonly width?: number;
  readonly clusterCount?: number;
  readonly seed?: number;
}): RecommenderData {
  const { histories, itemCount, width = 2, clusterCount = 2 } = options;
  const random = new Random(options.seed ?? 5);
  const starts = new Int32Array(histories.length + 1);
  for (const [user, items] of histories.entries()) starts[user + 1] = (starts[user] as number) + items.length;
  const content = (['visual', 'audio'] as const).map(
    (modality): ItemContent => ({
      modality,
      width,
      vectors: Float32Array.from({ length: itemCount * width }, () => random.normal()),
      present: new Uint8Array(itemCount).fill(1),
    }),
  );
  return {
    userIds: histories.map((_, user) => `u${user}`),
    itemIds: Array.from({ length: itemCount }, (_, item) => videoId(`i${item}`)),
    train: {
      userCount: histories.length,
      itemCount,
      starts,
      items: Int32Array.from(histories.flat()),
    },
    content,
    clusters: Int32Array.from({ length: itemCount }, (_, item) => item % clusterCount),
    clusterCount,
  };
}

/** The same data where an item lacks a modality. */
export function withoutModality(
  data: RecommenderData,
  modality: ItemContent['modality'],
  items: readonly number[],
): RecommenderData {
  return {
    ...data,
    content: data.content.map((content) => {
      if (content.modality !== modality) return content;
      const vectors = content.vectors.slice();
      const present = content.present.slice();
      for (const item of items) {
        vectors.fill(0, item * content.width, (item + 1) * content.width);
        present[item] = 0;
      }
      return { ...content, vectors, present };
    }),
  };
}
