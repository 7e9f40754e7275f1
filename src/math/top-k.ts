/**
 * A pseudo-random 32-bit key for one item under one seed (the finaliser of MurmurHash3, Appleby 2011).
 * Sorting equal scores by it gives an order that depends on the seed alone, never on where a row is stored.
 */
export function tieKey(item: number, seed: number): number {
  let word = (Math.imul(item, 0x9e3779b1) ^ seed) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

export interface TopKOptions {
  /** [items] larger is better; NaN ranks below everything. */
  readonly scores: ArrayLike<number>;
  readonly count: number;
  /** Items to choose from; all when absent. */
  readonly candidates?: ArrayLike<number>;
  /** Items with equal scores are ordered by `tieKey(item, tieSeed)`. */
  readonly tieSeed: number;
}

/**
 * The best `count` items, best first, without sorting the rest: a bounded heap whose root is the worst item
 * kept so far. Fewer come back when there are fewer candidates.
 * @returns item numbers, that is positions in `scores`.
 */
export function topK(options: TopKOptions): number[] {
  const { scores, candidates, tieSeed } = options;
  const available = candidates?.length ?? scores.length;
  const limit = Math.max(0, Math.min(options.count, available));
  const heap: number[] = [];
  if (limit === 0) return heap;
  const isBefore = (left: number, right: number): boolean => ranksBefore({ scores, tieSeed }, left, right);
  for (let position = 0; position < available; position += 1) {
    const item = candidates === undefined ? position : (candidates[position] as number);
    if (heap.length < limit) {
      heap.push(item);
      siftUp(heap, isBefore);
    } else if (isBefore(item, heap[0] as number)) {
      heap[0] = item;
      siftDown(heap, isBefore);
    }
  }
  return heap.sort((left, right) => (isBefore(left, right) ? -1 : 1));
}

function ranksBefore(by: Pick<TopKOptions, 'scores' | 'tieSeed'>, left: number, right: number): boolean {
  const leftScore = by.scores[left] as number;
  const rightScore = by.scores[right] as number;
  if (leftScore > rightScore) return true;
  if (leftScore < rightScore) return false;
  const leftIsNumber = !Number.isNaN(leftScore);
  if (leftIsNumber === Number.isNaN(rightScore)) return leftIsNumber;
  const leftKey = tieKey(left, by.tieSeed);
  const rightKey = tieKey(right, by.tieSeed);
  return leftKey === rightKey ? left < right : leftKey < rightKey;
}

type Order = (left: number, right: number) => boolean;

function siftUp(heap: number[], isBefore: Order): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isBefore(heap[parent] as number, heap[child] as number)) return;
    swap(heap, parent, child);
    child = parent;
  }
}

function siftDown(heap: number[], isBefore: Order): void {
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const leftIsWorse = right >= heap.length || isBefore(heap[right] as number, heap[left] as number);
    const worst = leftIsWorse ? left : right;
    if (!isBefore(heap[parent] as number, heap[worst] as number)) return;
    swap(heap, parent, worst);
    parent = worst;
  }
}

function swap(heap: number[], left: number, right: number): void {
  const item = heap[left] as number;
  heap[left] = heap[right] as number;
  heap[right] = item;
}
