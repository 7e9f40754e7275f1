import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, connect } from '@lancedb/lancedb';
import type { Schema } from 'apache-arrow';
import { VidtokenError } from '../core/errors.js';
import type { Logger } from '../core/runtime.js';
import type { StoreSchema } from '../core/store.js';
import { FEATURE_INDEXES, VIDEO_INDEXES } from './index-plan.js';
import { ensureIndexes } from './maintain-table.js';
import { makeFolder } from './make-folder.js';
import { removeUnbornTables } from './remove-unborn-tables.js';
import { storeError } from './store-error.js';
import { createStoreTable, type StoreTable } from './store-table.js';
import { clustersSchema, failuresSchema, featuresSchema, runsSchema, videosSchema } from './table-schemas.js';

const DATABASE_FOLDER = 'lancedb';

export interface StoreTables {
  readonly database: Connection;
  readonly videos: StoreTable;
  readonly features: StoreTable;
  readonly failures: StoreTable;
  readonly runs: StoreTable;
  readonly clusters: StoreTable;
}

interface OpenTablesOptions {
  readonly folder: string;
  readonly schema: StoreSchema;
  readonly writable: boolean;
  readonly logger: Logger;
}

/** Opens the five tables; a writer creates the ones that are missing, with their indexes. */
export async function openTables(options: OpenTablesOptions): Promise<StoreTables> {
  const { folder, schema, writable } = options;
  const database = await openDatabase(options);
  try {
    const names = new Set(await database.tableNames());
    const open = async (name: string, arrowSchema: Schema): Promise<StoreTable> => {
      if (!names.has(name) && !writable) throw noStore(folder);
      const table = names.has(name)
        ? await database.openTable(name)
        : await database.createEmptyTable(name, arrowSchema);
      return createStoreTable({ table, schema: arrowSchema, folder, writable });
    };
    const tables = {
      database,
      videos: await open('videos', videosSchema(schema)),
      features: await open('features', featuresSchema),
      failures: await open('failures', failuresSchema),
      runs: await open('runs', runsSchema),
      clusters: await open('clusters', clustersSchema),
    };
    if (writable) {
      await ensureIndexes(tables.videos, VIDEO_INDEXES);
      await ensureIndexes(tables.features, FEATURE_INDEXES);
    }
    return tables;
  } catch (error) {
    database.close();
    throw storeError(error, { folder, action: 'opening its tables' });
  }
}

export function closeTables(tables: StoreTables): void {
  for (const { table } of [tables.videos, tables.features, tables.failures, tables.runs, tables.clusters]) {
    table.close();
  }
  tables.database.close();
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
