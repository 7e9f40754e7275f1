import type { ItemContent, NeighbourLists } from '../../src/core/recommend.js';
import { type HostMatrix, hostProduct, hostRows } from '../../src/tensor/host-product.js';
import { BestNeighbours } from './best-neighbours.js';
import { firstEqualRows } from './first-equal-rows.js';
import { unitVectors } from './unit-vectors.js';

/** Cosines that are held at a time: 16 MiB, whatever the number of items. */
const BLOCK_VALUES = 4 * 1024 * 1024;

/**
 * The `count` items with the largest cosine to each item, by comparing all with all in blocks of rows: time grows with the
 * square of the number of items, memory holds a unit copy of the vectors, 16 MiB of cosines and the lists.
 * An item is never its own neighbour; equal cosines are ordered by item number; a cosine that is not above 0 makes no
 * neighbour; an item without a vector has none and is none. Computes on the current backend.
 */
export function contentNeighbours(content: ItemContent, count: number): NeighbourLists {
  const { width } = content;
  const itemCount = content.present.length;
  const units: HostMatrix = { values: unitVectors(content), rows: itemCount, columns: width };
  const firstEqual = firstEqualRows(units);
  const best = new BestNeighbours(count);
  const lists = {
    count,
    items: new Int32Array(itemCount * count).fill(-1),
    similarities: new Float32Array(itemCount * count),
  };
  const blockRows = Math.max(1, Math.min(itemCount, Math.floor(BLOCK_VALUES / Math.max(1, itemCount))));
  const cosines = new Float32Array(blockRows * itemCount);
  for (let start = 0; start < itemCount; start += blockRows) {
    const left = hostRows(units, start, Math.min(itemCount, start + blockRows));
    const result = hostRows({ values: cosines, rows: blockRows, columns: itemCount }, 0, left.rows);
    hostProduct({ left, right: units, transposeRight: true, result }); // [rows, width] · [items, width]ᵀ
    for (let row = 0; row < left.rows; row += 1) {
      const item = start + row;
      const similarities = cosines.subarray(row * itemCount, (row + 1) * itemCount);
      // Products of equal rows may differ in the last digit by where they lie; equal vectors must tie.
      for (const [copy, original] of firstEqual) similarities[copy] = similarities[original] as number;
      best.select(similarities, item);
      lists.items.set(best.items, item * count);
      lists.similarities.set(best.similarities, item * count);
    }
  }
  return lists;
}
