import { videoId } from '../core/ids.js';
import type { PooledHit, PooledQuery } from '../core/store.js';
import { cosine } from '../math/vector.js';
import { VECTOR_SEARCH } from './index-plan.js';
import { readRows } from './row-reader.js';
import type { StoreTable } from './store-table.js';
import { checkWhere, whereClause } from './where-clause.js';

/** See `VideoTable.nearestPooled`. */
export async function searchPooled(videos: StoreTable, query: PooledQuery): Promise<PooledHit[]> {
  const { modality, vector, limit, where } = query;
  await checkWhere(videos.table, where);
  return videos.read(`searching by ${modality}`, (table) => {
    const builder = table
      .query()
      .nearestTo(vector)
      .column(modality)
      .distanceType('cosine')
      .nprobes(VECTOR_SEARCH.probes)
      .refineFactor(VECTOR_SEARCH.refineFactor)
      .select(['id', modality, '_distance'])
      .limit(limit);
    if (where !== undefined) builder.where(whereClause(where));
    return readRows(builder, (row) => ({
      id: videoId(row.text('id')),
      similarity: cosine(vector, row.floats(modality)),
    }));
  });
}
