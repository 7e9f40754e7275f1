/** Slices of at most `size` items, so that neither an SQL list nor a commit grows with the data. */
export function* inPages<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
