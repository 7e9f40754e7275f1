import type { Filter } from '../filter/filter.js';
import { matchesFilter } from '../filter/matches-filter.js';
import { visitInSlices } from './in-slices.js';
import type { MemoryContent } from './memory-content.js';

export interface FilterMatches {
  /** [videos] 1 where a video matches */
  readonly matching: Uint8Array;
  readonly total: number;
  /** [rows of the gallery] 1 where none of a matching video stands */
  readonly excluded: Uint8Array;
}

/** Filters that are remembered for one version of the store. */
const KEPT = 16;

/** Which videos match a filter; the answers to the last few filters are kept. */
export function createFilterMatches(content: MemoryContent): (filter: Filter) => Promise<FilterMatches> {
  const known = new Map<string, Promise<FilterMatches>>();
  return (filter) => {
    const key = JSON.stringify(filter);
    const matches = known.get(key) ?? findMatches(content, filter);
    known.delete(key);
    known.set(key, matches);
    const oldest = known.size > KEPT ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return matches;
  };
}

async function findMatches({ videos, rowOf, tokens }: MemoryContent, filter: Filter): Promise<FilterMatches> {
  const matching = new Uint8Array(videos.length);
  const excluded = new Uint8Array(tokens?.gallery.count ?? 0).fill(1);
  let total = 0;
  await visitInSlices(videos, (video, position) => {
    if (!matchesFilter(filter, video)) return;
    matching[position] = 1;
    total += 1;
    const row = rowOf.get(video.id);
    if (row !== undefined) excluded[row] = 0;
  });
  return { matching, total, excluded };
}
