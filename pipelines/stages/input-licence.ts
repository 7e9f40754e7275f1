import type { VideoStore } from '../../src/core/store.js';

/** Names under which a manifest line may state it in its `metadata`. */
const FIELDS = ['licence', 'license'];
const MAXIMUM_CHARACTERS = 200;
const KINDS_NAMED = 5;

/**
 * What the manifests say about the licence of the described videos, most frequent first, with counts where they differ.
 * @returns undefined when no manifest said anything.
 */
export async function inputLicence(store: VideoStore, signal: AbortSignal): Promise<string | undefined> {
  const counts = new Map<string, number>();
  let silent = 0;
  for await (const rows of store.videos.scan({ where: 'description IS NOT NULL' })) {
    signal.throwIfAborted();
    for (const { metadata } of rows) {
      const said = FIELDS.map((field) => metadata[field]).find((value) => typeof value === 'string');
      const licence = typeof said === 'string' ? said.trim().slice(0, MAXIMUM_CHARACTERS) : '';
      if (licence === '') silent += 1;
      else counts.set(licence, (counts.get(licence) ?? 0) + 1);
    }
  }
  if (counts.size === 0) return undefined;
  const kinds = [...counts].sort(([, left], [, right]) => right - left);
  if (kinds.length === 1 && silent === 0) return kinds[0]?.[0];
  const rest = kinds.slice(KINDS_NAMED).reduce((sum, [, count]) => sum + count, 0);
  return [
    ...kinds.slice(0, KINDS_NAMED).map(([licence, count]) => `${licence} (${count} videos)`),
    ...(rest === 0 ? [] : [`others (${rest} videos)`]),
    ...(silent === 0 ? [] : [`not stated (${silent} videos)`]),
  ].join('; ');
}
