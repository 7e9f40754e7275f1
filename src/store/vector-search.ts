import { VidtokenError } from '../core/errors.js';
import type { ContentHash } from '../core/ids.js';
import type { SearchHit, SemanticQuery, StoreSchema, VectorQuery } from '../core/store.js';
import { allFinite, cosine, norm } from '../math/vector.js';
import { VECTOR_SEARCH } from './index-plan.js';
import { spaceMismatch } from './one-space.js';
import { readRows } from './row-reader.js';
import { candidate, type Fetch, type SearchContext, searchHits } from './search-hits.js';
import { sqlAnd, sqlIn, sqlText } from './sql.js';
import { semanticColumn, tokenColumn, type VectorColumn } from './vector-columns.js';
import { checkWhere, whereClause } from './where-clause.js';

interface TokenSearchContext extends SearchContext {
  readonly requireSpace: (space: VectorQuery['space']['id']) => Promise<void>;
}

interface NearestQuery {
  readonly column: VectorColumn;
  readonly vector: Float32Array;
  readonly limit: number;
  readonly where?: string;
  readonly excludeHashes?: readonly ContentHash[];
  readonly exact?: boolean;
  /** SQL that goes with `where`. */
  readonly condition?: string;
}

/** See `VideoTable.searchVector`. */
export async function searchVector(context: TokenSearchContext, query: VectorQuery): Promise<SearchHit[]> {
  const { space } = query;
  const column = tokenColumn(context.schema.current);
  if (space.dimension !== column.dimension) {
    throw spaceMismatch(`of ${column.dimension} dimensions`, `${space.id} (${space.dimension} dimensions)`);
  }
  requireDirection(query.vector, column);
  if (query.leaveOutOtherSpaces === true) {
    return searchNearest(context, { ...query, column, condition: `space_id = ${sqlText(space.id)}` });
  }
  await context.requireSpace(space.id);
  // A change of dimension that was killed leaves tokens without a space.
  return searchNearest(context, { ...query, column, condition: column.isPresent });
}

/** See `VideoTable.searchSemantic`. */
export async function searchSemantic(context: SearchContext, query: SemanticQuery): Promise<SearchHit[]> {
  const column = semanticColumn(context.schema.current);
  if (column === undefined) throw noSemanticColumn(context.schema.current);
  requireDirection(query.vector, column);
  // Rows without a vector are never near; a condition that says so would read the whole column (20 times slower).
  return searchNearest(context, { ...query, column });
}

async function searchNearest(context: SearchContext, query: NearestQuery): Promise<SearchHit[]> {
  const { videos } = context;
  const { column, vector, limit, where, excludeHashes = [], exact = false } = query;
  await checkWhere(videos.table, where);
  const condition = sqlAnd(
    query.condition,
    where === undefined ? undefined : whereClause(where),
    excludeHashes.length === 0 ? undefined : `NOT ${sqlIn('content_hash', excludeHashes)}`,
  );
  const fetch: Fetch = (count) => {
    const builder = videos.table
      .query()
      .nearestTo(vector)
      .column(column.name)
      .distanceType('cosine')
      .nprobes(VECTOR_SEARCH.probes)
      .refineFactor(VECTOR_SEARCH.refineFactor)
      .select(['id', 'content_hash', column.name, '_distance'])
      .limit(count);
    if (condition !== undefined) builder.where(condition);
    if (exact) builder.bypassVectorIndex();
    // 1 − distance in double precision from the vector itself: index, scan and fresh rows agree to the digit.
    return readRows(builder, (row) => candidate(row, cosine(vector, row.floats(column.name))));
  };
  return searchHits(context, { fetch, limit, where, action: `searching by ${column.name}` });
}

function requireDirection(vector: Float32Array, { dimension }: VectorColumn): void {
  if (vector.length === dimension && allFinite(vector) && norm(vector) > 0) return;
  throw new VidtokenError({
    code: 'invalid-value',
    message: `The query vector must have ${dimension} finite values and a direction; it has ${vector.length} values and length ${norm(vector)}.`,
    facts: { dimension: vector.length },
  });
}

function noSemanticColumn({ extractors }: StoreSchema): VidtokenError {
  const ids = extractors.map(({ id }) => id);
  return new VidtokenError({
    code: 'configuration',
    message: `The store was made without a text-aligned extractor (${ids.join(', ')}): its videos cannot be compared with a text.`,
    hint: `Make a new one with: vidtoken embed <folder> --data <new folder> --extractors ${[...ids, 'clip'].join(',')}`,
    facts: { extractors: ids },
  });
}
