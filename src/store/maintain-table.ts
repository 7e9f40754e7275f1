import type { Table } from '@lancedb/lancedb';
import type { Clock } from '../core/runtime.js';
import { VECTOR_INDEX_NAME, type VIDEO_INDEXES, vectorIndex } from './index-plan.js';
import type { StoreTable } from './store-table.js';

/** Old versions stay this long, because a reader may be in the middle of a scan of one. */
const RETENTION_MS = 3_600_000;

/** Creates the planned indexes that are missing; they cost next to nothing on an empty table. */
export async function ensureIndexes(target: StoreTable, plan: typeof VIDEO_INDEXES): Promise<void> {
  const existing = new Set((await listIndices(target)).map(({ name }) => name));
  for (const { name, column, config } of plan) {
    if (existing.has(name)) continue;
    await target.write(`indexing "${target.name}.${column}"`, (table) =>
      table.createIndex(column, { config: config(), name }),
    );
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

/** Creates the vector index when there are enough tokens, and trains it again when most of them are new to it. */
export async function ensureVectorIndex(
  videos: StoreTable,
  { minimumRows, dimension }: { readonly minimumRows: number; readonly dimension: number },
): Promise<void> {
  const tokens = await videos.read('counting tokens', (table) => table.countRows('space_id IS NOT NULL'));
  if (tokens === 0 || tokens < minimumRows) return;
  const existing = (await listIndices(videos)).find(({ name }) => name === VECTOR_INDEX_NAME);
  const { numIndexedRows = 0, numUnindexedRows = 0 } = existing ?? {};
  if (existing !== undefined && numUnindexedRows <= numIndexedRows) return;
  await videos.write('building the vector index', (table) =>
    table.createIndex('token', {
      config: vectorIndex({ rows: tokens, dimension }),
      name: VECTOR_INDEX_NAME,
      replace: true,
    }),
  );
}

function listIndices(target: StoreTable): ReturnType<Table['listIndices']> {
  return target.read(`listing the indexes of "${target.name}"`, (table) => table.listIndices());
}
