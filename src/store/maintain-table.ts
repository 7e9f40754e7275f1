import type { Table } from '@lancedb/lancedb';
import type { Clock } from '../core/runtime.js';
import { type IndexedTables, TABLE_INDEXES, vectorIndex } from './index-plan.js';
import type { StoreTable } from './store-table.js';
import type { VectorColumn } from './vector-columns.js';

/** Old versions stay this long, because a reader may be in the middle of a scan of one. */
const RETENTION_MS = 3_600_000;

/** Creates the planned indexes that are missing; they cost next to nothing on an empty table. */
export async function ensureIndexes(tables: IndexedTables<StoreTable>): Promise<void> {
  for (const { tableName, indexes } of TABLE_INDEXES) {
    const target = tables[tableName];
    const existing = new Set((await listIndices(target)).map(({ name }) => name));
    for (const { name, column, config } of indexes) {
      if (existing.has(name)) continue;
      await target.write(`indexing "${target.name}.${column}"`, (table) =>
        table.createIndex(column, { config: config(), name }),
      );
    }
  }
}

/**
 * Takes appended rows into the indexes, merges small fragments, and forgets versions older than an hour and
 * what killed writers left behind. Does nothing, and commits nothing, when nothing changed.
 */
export async function refreshTable(target: StoreTable, clock: Clock): Promise<void> {
  const indexes = await listIndices(target);
  const behind = indexes.some(({ numUnindexedRows = 0 }) => numUnindexedRows > 0);
  if (!behind && target.changes === 0) return;
  await target.write(`maintaining "${target.name}"`, (table) =>
    table.optimize({
      cleanupOlderThan: new Date(clock() - RETENTION_MS),
      // The writer lock proves that no other commit is under way.
      deleteUnverified: true,
    }),
  );
  target.changes = 0;
}

/** Creates a vector index when there are enough vectors, and trains it again when most of them are new to it. */
export async function ensureVectorIndex(
  videos: StoreTable,
  { column, minimumRows }: { readonly column: VectorColumn; readonly minimumRows: number },
): Promise<void> {
  const { name: columnName, dimension, isPresent } = column;
  const indexName = `${columnName}_idx`;
  const existing = (await listIndices(videos)).find(({ name }) => name === indexName);
  const { numIndexedRows = 0, numUnindexedRows = 0 } = existing ?? {};
  if (existing !== undefined && numUnindexedRows <= numIndexedRows) return;
  const count = (where?: string) => videos.read('counting videos', (table) => table.countRows(where));
  // The number of all rows is at hand; that of the vectors may need a scan.
  if ((await count()) < minimumRows) return;
  const rows = await count(isPresent);
  if (rows === 0 || rows < minimumRows) return;
  await videos.write(`building the vector index of "${columnName}"`, (table) =>
    table.createIndex(columnName, {
      config: vectorIndex({ rows, dimension }),
      name: indexName,
      replace: true,
    }),
  );
}

function listIndices(target: StoreTable): ReturnType<Table['listIndices']> {
  return target.read(`listing the indexes of "${target.name}"`, (table) => table.listIndices());
}
