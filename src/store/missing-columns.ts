import type { Logger } from '../core/runtime.js';
import { type StoreTable, schemaOf } from './store-table.js';
import { ADDED_TEXT_COLUMNS } from './videos-schema.js';

/**
 * Gives `videos` the columns that a store of an earlier version lacks, null in every row. All come with one commit,
 * and what is there is left alone, so that a kill at any point leaves a store that the next writer completes.
 */
export async function addMissingColumns(videos: StoreTable, logger: Logger): Promise<void> {
  const stored = await storedColumns(videos);
  const missing = ADDED_TEXT_COLUMNS.filter((name) => !stored.includes(name));
  if (missing.length === 0) return;
  logger.info({ columns: missing }, 'adding columns to a store of an earlier version');
  const columns = missing.map((name) => ({ name, valueSql: "arrow_cast(NULL, 'Utf8')" }));
  await videos.write('adding columns to "videos"', (table) => table.addColumns(columns));
}

/** A reader may not add columns: it does without, and their cells read as absent. */
export async function forgoMissingColumns(videos: StoreTable): Promise<void> {
  videos.schema = schemaOf(videos.schema, await storedColumns(videos));
}

async function storedColumns(videos: StoreTable): Promise<string[]> {
  const { fields } = await videos.read('reading its columns', (table) => table.schema());
  return fields.map(({ name }) => name);
}
