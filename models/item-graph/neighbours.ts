import type { FindNeighbours, ItemContent, NeighbourLists } from '../../src/core/recommend.js';
import { contentNeighbours } from './content-neighbours.js';

/** Up to here all items are compared with all: about 20 s and below 100 MB beside the vectors at 128 dimensions. */
const COMPARE_ALL_LIMIT = 50_000;

/** Neighbours from the given index for large sets, otherwise by comparing all. */
export async function neighbours(options: {
  readonly content: ItemContent;
  readonly count: number;
  readonly signal: AbortSignal;
  readonly findNeighbours?: FindNeighbours | undefined;
}): Promise<NeighbourLists> {
  const { content, count, signal, findNeighbours } = options;
  if (findNeighbours === undefined || content.present.length <= COMPARE_ALL_LIMIT) {
    return contentNeighbours(content, count);
  }
  return await findNeighbours({ content, count, signal });
}
