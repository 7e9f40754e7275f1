/** A filter of the service is at most this long. */
const MOST_CHARACTERS = 2000;

/** The filter that finds exactly these videos, `id in ("a", "b")`; undefined when it would be too long, or empty. */
export function filterOfSet(ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  const quoted = ids.map((id) => `"${id.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  const filter = `id in (${quoted.join(', ')})`;
  return filter.length <= MOST_CHARACTERS ? filter : undefined;
}

/** The same ids in parts that each fit into a filter. */
export function idsForFilter(ids: readonly string[]): readonly (readonly string[])[] {
  if (ids.length === 0) return [];
  if (ids.length === 1 || filterOfSet(ids) !== undefined) return [ids];
  const half = ids.length >> 1;
  return [...idsForFilter(ids.slice(0, half)), ...idsForFilter(ids.slice(half))];
}
