import { setImmediate as nextTurn } from 'node:timers/promises';

/** Steps of work after which others get their turn: a few milliseconds of the usual step of a microsecond. */
const SLICE = 4096;

/** Lets whatever waits in the event loop run first. */
export async function pause(): Promise<void> {
  await nextTurn();
}

/** Visits many items without blocking the event loop for long. */
export async function visitInSlices<Item>(
  items: readonly Item[],
  visit: (item: Item, index: number) => void,
): Promise<void> {
  for (let start = 0; start < items.length; start += SLICE) {
    if (start > 0) await pause();
    const end = Math.min(start + SLICE, items.length);
    for (let index = start; index < end; index += 1) visit(items[index] as Item, index);
  }
}

/** A sorted copy: slices first, then pairs of neighbours merged. */
export async function sortInSlices<Item>(
  items: readonly Item[],
  compare: (left: Item, right: Item) => number,
): Promise<Item[]> {
  let runs: Item[][] = [];
  for (let start = 0; start < items.length; start += SLICE) {
    runs.push(items.slice(start, start + SLICE).sort(compare));
    await pause();
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(mergeSorted(runs[at] as Item[], runs[at + 1] ?? [], compare));
      await pause();
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

export function mergeSorted<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (left: Item, right: Item) => number,
): Item[] {
  const merged: Item[] = [];
  let at = 0;
  for (const item of left) {
    while (at < right.length && compare(right[at] as Item, item) < 0) {
      merged.push(right[at] as Item);
      at += 1;
    }
    merged.push(item);
  }
  for (; at < right.length; at += 1) merged.push(right[at] as Item);
  return merged;
}
