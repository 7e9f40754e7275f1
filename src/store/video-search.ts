import { MultiMatchQuery, tokenize } from '@lancedb/lancedb';
import { VidtokenError } from '../core/errors.js';
import type { ContentHash } from '../core/ids.js';
import { contentHash } from '../core/ids.js';
import type { VideoRecord } from '../core/record.js';
import type { SearchHit, VectorQuery } from '../core/store.js';
import { allFinite, cosine, norm } from '../math/vector.js';
import { TEXT_COLUMNS, TEXT_TOKENIZER, VECTOR_SEARCH } from './index-plan.js';
import { spaceMismatch } from './one-space.js';
import { type RowReader, readRows } from './row-reader.js';
import { sqlAnd, sqlIn, sqlText } from './sql.js';
import type { StoreTable } from './store-table.js';
import { checkWhere, isWhereFailure, whereClause, wrongWhere } from './where-clause.js';

interface SearchContext {
  readonly videos: StoreTable;
  readonly requireSpace: (space: VectorQuery['space']['id']) => Promise<void>;
  readonly tokenDimension: () => number;
  readonly byHash: (hashes: readonly ContentHash[]) => Promise<ReadonlyMap<ContentHash, VideoRecord>>;
}

interface Candidate {
  readonly id: string;
  readonly hash: ContentHash;
  readonly score: number;
}

type Fetch = (count: number) => Promise<Candidate[]>;

/** More than `limit` are fetched, so that equal scores at its edge can be ordered by id. */
const TIE_MARGIN = 16;
/** Beyond this many candidates with one and the same score the edge is left to chance. */
const TIE_LIMIT = 4096;

/** See `VideoTable.searchVector`. */
export async function searchVector(context: SearchContext, query: VectorQuery): Promise<SearchHit[]> {
  const { videos } = context;
  checkQuery(query, context.tokenDimension());
  await context.requireSpace(query.space.id);
  await checkWhere(videos.table, query.where);
  const excluded = query.excludeHashes ?? [];
  const where = sqlAnd(
    query.where === undefined ? undefined : whereClause(query.where),
    excluded.length === 0 ? undefined : `NOT ${sqlIn('content_hash', excluded)}`,
    'space_id IS NOT NULL',
  );
  const fetch: Fetch = (count) => {
    const builder = videos.table
      .query()
      .nearestTo(query.vector)
      .column('token')
      .distanceType('cosine')
      .nprobes(VECTOR_SEARCH.probes)
      .refineFactor(VECTOR_SEARCH.refineFactor)
      .select(['id', 'content_hash', 'token', '_distance'])
      .limit(count);
    if (where !== undefined) builder.where(where);
    if (query.exact) builder.bypassVectorIndex();
    // 1 − distance in double precision from the token itself: index, scan and fresh rows agree to the digit.
    return readRows(builder, (row) => candidate(row, cosine(query.vector, row.floats('token'))));
  };
  return search(context, { fetch, limit: query.limit, where: query.where, action: 'searching by vector' });
}

/** See `VideoTable.searchText`. */
export async function searchText(
  context: SearchContext,
  query: { readonly words: string; readonly limit: number; readonly where?: string },
): Promise<SearchHit[]> {
  const { videos } = context;
  await checkWhere(videos.table, query.where);
  const words = query.words.trim();
  if (words.length === 0) return [];
  const hasTokens = (await tokenize(words, TEXT_TOKENIZER)).length > 0;
  const fetch = hasTokens
    ? matchFetch(videos, { ...query, words })
    : substringFetch(videos, { ...query, words });
  return search(context, { fetch, limit: query.limit, where: query.where, action: 'searching words' });
}

/** BM25 over the text columns. A `MultiMatchQuery` takes words as they are: it has no syntax. */
function matchFetch(videos: StoreTable, { words, where }: { words: string; where?: string }): Fetch {
  return (count) => {
    const builder = videos.table
      .query()
      .fullTextSearch(new MultiMatchQuery(words, [...TEXT_COLUMNS]))
      .select(['id', 'content_hash', '_score'])
      .limit(count);
    if (where !== undefined) builder.where(whereClause(where));
    return readRows(builder, (row) => candidate(row, row.number('_score')));
  };
}

/** Emoji and signs are no words to the tokenizer: they are looked for as they stand, with score 0. */
function substringFetch(videos: StoreTable, { words, where }: { words: string; where?: string }): Fetch {
  const text = sqlText(words);
  const found = `contains(description, ${text}) OR contains(title, ${text}) OR array_has(tags, ${text})`;
  return (count) => {
    const builder = videos.table
      .query()
      .where(where === undefined ? found : `(${found}) AND ${whereClause(where)}`)
      .select(['id', 'content_hash'])
      .limit(count);
    return readRows(builder, (row) => candidate(row, 0));
  };
}

function candidate(row: RowReader, score: number): Candidate {
  return { id: row.text('id'), hash: contentHash(row.text('content_hash')), score };
}

async function search(
  { videos, byHash }: SearchContext,
  options: { fetch: Fetch; limit: number; where: string | undefined; action: string },
): Promise<SearchHit[]> {
  const { fetch, limit, where, action } = options;
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

function checkQuery({ vector, space }: VectorQuery, tokenDimension: number): void {
  if (space.dimension !== tokenDimension) {
    throw spaceMismatch(`of ${tokenDimension} dimensions`, `${space.id} (${space.dimension} dimensions)`);
  }
  if (vector.length === space.dimension && allFinite(vector) && norm(vector) > 0) return;
  throw new VidtokenError({
    code: 'invalid-value',
    message: `The query vector must have ${space.dimension} finite values and a direction; it has ${vector.length} values and length ${norm(vector)}.`,
    facts: { dimension: vector.length },
  });
}
