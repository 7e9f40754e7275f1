import { type ContentHash, contentHash } from '../core/ids.js';
import type { VideoRecord } from '../core/record.js';
import type { SearchHit, StoreSchema } from '../core/store.js';
import type { RowReader } from './row-reader.js';
import type { StoreTable } from './store-table.js';
import { isWhereFailure, wrongWhere } from './where-clause.js';

/** What every kind of search needs. */
export interface SearchContext {
  readonly videos: StoreTable;
  readonly schema: { readonly current: StoreSchema };
  readonly byHash: (hashes: readonly ContentHash[]) => Promise<ReadonlyMap<ContentHash, VideoRecord>>;
}

interface Candidate {
  readonly id: string;
  readonly hash: ContentHash;
  readonly score: number;
}

/** The best so many rows, or all when there are fewer. */
export type Fetch = (count: number) => Promise<Candidate[]>;

interface SearchOptions {
  readonly fetch: Fetch;
  readonly limit: number;
  /** What a person typed, for the message when it fails on the data. */
  readonly where: string | undefined;
  readonly action: string;
}

/** More than `limit` are fetched, so that equal scores at its edge can be ordered by id. */
const TIE_MARGIN = 16;
/** Beyond this many candidates with one and the same score the edge is left to chance. */
const TIE_LIMIT = 4096;

/** A row with `id` and `content_hash` as a candidate. */
export function candidate(row: RowReader, score: number): Candidate {
  return { id: row.text('id'), hash: contentHash(row.text('content_hash')), score };
}

/** The records of the best rows, best first, equal scores in the order of their ids. */
export async function searchHits(
  { videos, byHash }: SearchContext,
  { fetch, limit, where, action }: SearchOptions,
): Promise<SearchHit[]> {
  if (limit < 1) return [];
  const best = await videos.read(action, async () => {
    try {
      return await fetchBest(fetch, limit);
    } catch (error) {
      if (where !== undefined && isWhereFailure(error)) throw await wrongWhere(videos.table, where, error);
      throw error;
    }
  });
  const records = await byHash(best.map(({ hash }) => hash));
  return best.flatMap(({ hash, score }) => {
    const record = records.get(hash);
    return record === undefined ? [] : [{ record, score }];
  });
}

/** The best `limit` candidates, ties broken by id: more are fetched while the edge is still a tie. */
async function fetchBest(fetch: Fetch, limit: number): Promise<Candidate[]> {
  for (let count = limit + TIE_MARGIN; ; count *= 4) {
    const found = await fetch(count);
    found.sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1));
    const edge = found[limit - 1];
    const last = found.at(-1);
    const edgeIsTied = edge !== undefined && last !== undefined && edge.score === last.score;
    if (found.length < count || !edgeIsTied || count > TIE_LIMIT + limit) return found.slice(0, limit);
  }
}
