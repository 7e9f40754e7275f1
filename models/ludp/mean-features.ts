import type { InteractionMatrix, ItemContent } from '../../src/core/recommend.js';
import { unitVectors } from '../item-graph/unit-vectors.js';
import type { LudpConfig } from './config.js';

/**
 * Mean of the features of each user's items (eq. 10 without W_1, which may as well come after the mean). Items that lack
 * the modality do not count; the row of a user without any item that has it is 0.
 * @returns [users, content width]
 */
export function meanFeatures(
  train: InteractionMatrix,
  content: ItemContent,
  scaling: LudpConfig['features'],
): Float32Array {
  const { width, present } = content;
  const vectors = scaling === 'unit' ? unitVectors(content) : content.vectors;
  const means = new Float32Array(train.userCount * width);
  for (let user = 0; user < train.userCount; user += 1) {
    const own = train.items.subarray(train.starts[user], train.starts[user + 1]);
    const counted = own.filter((item) => present[item] === 1);
    const row = means.subarray(user * width, (user + 1) * width);
    for (const item of counted) {
      for (let column = 0; column < width; column += 1) {
        row[column] = (row[column] as number) + (vectors[item * width + column] as number) / counted.length;
      }
    }
  }
  return means;
}
