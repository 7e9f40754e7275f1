import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, connect, type Table } from '@lancedb/lancedb';
import type { Schema } from 'apache-arrow';
import { VidtokenError } from '../core/errors.js';
import type { Logger } from '../core/runtime.js';
import type { StoreSchema } from '../core/store.js';
import { ensureIndexes } from './maintain-table.js';
import { makeFolder } from './make-folder.js';
import { allowRowsWithoutMedia } from './media-columns.js';
import { addMissingColumns, forgoMissingColumns } from './missing-columns.js';
import { storeError } from './store-error.js';
import { createStoreTable, type StoreTable } from './store-table.js';
import {
  answersSchema,
  clustersSchema,
  factorsSchema,
  failuresSchema,
  featuresSchema,
  interactionsSchema,
  quarantineSchema,
  recommendersSchema,
  runsSchema,
} from './table-schemas.js';
import { bornTables, removeUnbornTables } from './unborn-tables.js';
import { videosSchema } from './videos-schema.js';

export const DATABASE_FOLDER = 'lancedb';

/** In the order in which they are made. */
export const TABLE_NAMES = [
  'videos',
  'features',
  'failures',
  'runs',
  'clusters',
  'answers',
  'quarantine',
  'interactions',
  'user_vectors',
  'item_vectors',
  'recommenders',
] as const;
type TableName = (typeof TABLE_NAMES)[number];

/** Tables that stores of earlier versions lack. */
const ADDED_TABLES: ReadonlySet<TableName> = new Set<TableName>([
  'answers',
  'quarantine',
  'interactions',
  'user_vectors',
  'item_vectors',
  'recommenders',
]);

export interface StoreTables extends Readonly<Record<TableName, StoreTable>> {
  readonly database: Connection;
}

interface OpenTablesOptions {
  readonly folder: string;
  readonly schema: StoreSchema;
  readonly writable: boolean;
  readonly logger: Logger;
}

/**
 * Opens all tables. A writer makes what is missing, tables, columns and indexes, also in a store of an earlier
 * version; a reader of such a store finds the new tables empty and the new columns without values.
 */
export async function openTables(options: OpenTablesOptions): Promise<StoreTables> {
  const { folder, schema, writable, logger } = options;
  const database = await openDatabase(options);
  try {
    const names = await bornTables(join(folder, DATABASE_FOLDER));
    const open = async (name: TableName, arrowSchema: Schema): Promise<StoreTable> => {
      const table = names.has(name)
        ? await database.openTable(name)
        : await missingTable(name, { arrowSchema, database, ...options });
      return createStoreTable({ table, schema: arrowSchema, folder, writable });
    };
    const tables = {
      database,
      videos: await open('videos', videosSchema(schema)),
      features: await open('features', featuresSchema),
      failures: await open('failures', failuresSchema),
      runs: await open('runs', runsSchema),
      clusters: await open('clusters', clustersSchema),
      answers: await open('answers', answersSchema),
      quarantine: await open('quarantine', quarantineSchema),
      interactions: await open('interactions', interactionsSchema),
      user_vectors: await open('user_vectors', factorsSchema),
      item_vectors: await open('item_vectors', factorsSchema),
      recommenders: await open('recommenders', recommendersSchema),
    };
    if (writable) {
      await addMissingColumns(tables.videos, logger);
      await allowRowsWithoutMedia(tables.videos, logger);
      await ensureIndexes(tables);
    } else {
      await forgoMissingColumns(tables.videos);
    }
    return tables;
  } catch (error) {
    database.close();
    throw storeError(error, { folder, action: 'opening its tables' });
  }
}

export function closeTables(tables: StoreTables): void {
  for (const name of TABLE_NAMES) tables[name].table.close();
  tables.database.close();
}

/** A writer makes the table; to a reader a table that earlier versions did not have is an empty one in memory. */
async function missingTable(
  name: TableName,
  options: Pick<OpenTablesOptions, 'folder' | 'writable'> & {
    readonly arrowSchema: Schema;
    readonly database: Connection;
  },
): Promise<Table> {
  const { arrowSchema, database, folder, writable } = options;
  if (writable) return database.createEmptyTable(name, arrowSchema);
  if (!ADDED_TABLES.has(name)) throw noStore(folder);
  const memory = await connect('memory://');
  const table = await memory.createEmptyTable(name, arrowSchema);
  memory.close();
  return table;
}

async function openDatabase({ folder, writable, logger }: OpenTablesOptions): Promise<Connection> {
  const path = join(folder, DATABASE_FOLDER);
  try {
    if (writable) {
      await makeFolder(path);
      await removeUnbornTables(path, logger);
    } else {
      await access(path);
    }
    // A reader asks for the newest version with every call: another process may be writing.
    return await connect(path, writable ? {} : { readConsistencyInterval: 0 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw noStore(folder);
    throw storeError(error, { folder, action: 'opening the database' });
  }
}

export function noStore(folder: string): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `There is no store at ${folder}.`,
    hint: 'Make one with: vidtoken embed <folder>, or point --data at an existing one.',
    facts: { folder },
  });
}
