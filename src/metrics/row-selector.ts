import { GROUP, type ScoreBlock } from '../math/score-block.js';
import { tieKey } from '../math/top-k.js';

/** The best items of one row of scores, best first, written where the caller wants them. */
export interface RowSelector {
  /**
   * Equal scores are ordered by `tieKey(item, tieSeed)`; −Infinity takes an item out. Unused places get item −1 and
   * score −Infinity.
   * @returns the number of items selected, or −1 when a score is NaN
   */
  select(row: {
    /** [… itemCount …] */
    readonly scores: Float32Array;
    /** Where the row starts in `scores`. */
    readonly start: number;
    readonly tieSeed: number;
    /** [… depth …] */
    readonly items: Int32Array;
    /** [… depth …] */
    readonly itemScores: Float32Array;
    /** Where the list starts in `items` and `itemScores`. */
    readonly target: number;
  }): number;
}

/**
 * `topK` of `src/math` for rows of float32: almost every score is below the worst one kept so far, so the inner loop is
 * one comparison, and only what passes it meets the heap. Where the rows lie in a score block, whole groups are passed
 * over by their maximum. Owns the heap, so it serves one caller at a time.
 */
export function createRowSelector(options: {
  readonly itemCount: number;
  readonly depth: number;
  /** Where the scores of every row lie, if they do. */
  readonly block?: ScoreBlock;
}): RowSelector {
  const { itemCount, depth, block } = options;
  const sorted = new Float32Array(Math.ceil(itemCount / GROUP));
  const heap: Heap = {
    size: 0,
    scores: new Float32Array(depth),
    keys: new Float64Array(depth),
    items: new Int32Array(depth),
  };
  return {
    select({ scores, start, tieSeed, items, itemScores, target }) {
      heap.size = 0;
      const maxima = block?.maxima(start, itemCount);
      let threshold = maxima === undefined ? Number.NEGATIVE_INFINITY : surelyReached(maxima, depth, sorted);
      if (Number.isNaN(threshold)) return -1;
      let thresholdKey = Number.POSITIVE_INFINITY;
      const end = start + itemCount;
      const step = maxima === undefined ? itemCount : GROUP;
      for (let first = start, group = 0; first < end; first += step, group += 1) {
        if (maxima !== undefined && (maxima[group] as number) < threshold) continue;
        const groupEnd = Math.min(first + step, end);
        for (let position = first; position < groupEnd; position += 1) {
          const score = scores[position] as number;
          // NaN is below nothing, so it passes as well.
          if (score < threshold || score === Number.NEGATIVE_INFINITY) continue;
          if (Number.isNaN(score)) return -1;
          const item = position - start;
          const key = tieKey(item, tieSeed);
          if (heap.size < depth) {
            heap.size += 1;
            siftUp(heap, { score, key, item });
          } else if (score > threshold || key < thresholdKey) {
            siftDown(heap, { score, key, item });
          }
          if (heap.size === depth) {
            threshold = heap.scores[0] as number;
            thresholdKey = heap.keys[0] as number;
          }
        }
      }
      items.fill(-1, target + heap.size, target + depth);
      itemScores.fill(Number.NEGATIVE_INFINITY, target + heap.size, target + depth);
      return drain(heap, { items, itemScores, target });
    },
  };
}

/**
 * A score that at least `depth` items reach, because so many groups have an item that does: nothing below it can be
 * selected. −Infinity where there are too few groups to tell, NaN where a score is NaN.
 */
function surelyReached(maxima: Float32Array, depth: number, sorted: Float32Array): number {
  sorted.set(maxima);
  sorted.sort();
  const highest = sorted.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (Number.isNaN(highest)) return Number.NaN;
  return sorted[sorted.length - depth] ?? Number.NEGATIVE_INFINITY;
}

/** A binary heap in arrays whose root is the worst item kept; of equal scores the larger key is worse. */
interface Heap {
  size: number;
  readonly scores: Float32Array;
  readonly keys: Float64Array;
  readonly items: Int32Array;
}

interface Entry {
  readonly score: number;
  readonly key: number;
  readonly item: number;
}

/** Puts an entry into the new last place and moves it to where it belongs. */
function siftUp(heap: Heap, { score, key, item }: Entry): void {
  const { scores, keys, items } = heap;
  let place = heap.size - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const parentScore = scores[parent] as number;
    if (parentScore < score || (parentScore === score && (keys[parent] as number) >= key)) break;
    scores[place] = parentScore;
    keys[place] = keys[parent] as number;
    items[place] = items[parent] as number;
    place = parent;
  }
  scores[place] = score;
  keys[place] = key;
  items[place] = item;
}

/** Replaces the root by an entry and moves it to where it belongs. */
function siftDown(heap: Heap, { score, key, item }: Entry): void {
  const { scores, keys, items, size } = heap;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= size) break;
    if (child + 1 < size && isWorse(heap, child + 1, child)) child += 1;
    const childScore = scores[child] as number;
    if (childScore > score || (childScore === score && (keys[child] as number) <= key)) break;
    scores[place] = childScore;
    keys[place] = keys[child] as number;
    items[place] = items[child] as number;
    place = child;
  }
  scores[place] = score;
  keys[place] = key;
  items[place] = item;
}

function isWorse({ scores, keys }: Heap, left: number, right: number): boolean {
  const leftScore = scores[left] as number;
  const rightScore = scores[right] as number;
  return (
    leftScore < rightScore || (leftScore === rightScore && (keys[left] as number) > (keys[right] as number))
  );
}

/** Takes the worst item out until none is left: the list is filled from its end. @returns the length of the list. */
function drain(
  heap: Heap,
  list: { readonly items: Int32Array; readonly itemScores: Float32Array; readonly target: number },
): number {
  const selected = heap.size;
  for (let rank = selected - 1; rank >= 0; rank -= 1) {
    list.items[list.target + rank] = heap.items[0] as number;
    list.itemScores[list.target + rank] = heap.scores[0] as number;
    heap.size = rank;
    const score = heap.scores[rank] as number;
    const key = heap.keys[rank] as number;
    const item = heap.items[rank] as number;
    siftDown(heap, { score, key, item });
  }
  return selected;
}
