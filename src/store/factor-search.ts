import { videoId } from '../core/ids.js';
import type { FactorHit, FactorTables } from '../core/store.js';
import { dot } from '../math/vector.js';
import { factorColumn } from './factor-columns.js';
import { byScore, ofSpace } from './factor-rows.js';
import { readRows } from './row-reader.js';
import { sqlAnd, sqlIn } from './sql.js';
import type { StoreTable } from './store-table.js';

/** Longer lists of seen items are left out after the search: an SQL list of thousands costs more than the search. */
const MAXIMUM_LISTED = 2048;

/** Every partition is probed; see `ensureFactorIndex`. */
const PROBES = 256;

/** Items of the largest inner product that are not excluded. */
export async function searchFactors(
  itemVectors: StoreTable,
  query: Parameters<FactorTables['search']>[0],
): Promise<FactorHit[]> {
  const { space, vector, limit, exclude = [], exact = false } = query;
  const column = factorColumn(space.dimension);
  const isListed = exclude.length <= MAXIMUM_LISTED;
  const unseen = exclude.length > 0 && isListed ? `NOT ${sqlIn('id', exclude)}` : undefined;
  const where = sqlAnd(ofSpace(space), unseen) ?? 'true';
  const hits = await itemVectors.read('searching by inner product', (table) => {
    const builder = table
      .query()
      .nearestTo(vector)
      .column(column)
      .distanceType('dot')
      .nprobes(PROBES)
      .where(where)
      .select(['id', column, '_distance'])
      .limit(isListed ? limit : limit + exclude.length);
    if (exact) builder.bypassVectorIndex();
    return readRows(builder, (row) => ({
      id: videoId(row.text('id')),
      score: dot(vector, row.floats(column)),
    }));
  });
  const excluded = new Set<string>(isListed ? [] : exclude);
  return hits
    .filter(({ id }) => !excluded.has(id))
    .sort(byScore)
    .slice(0, limit);
}
