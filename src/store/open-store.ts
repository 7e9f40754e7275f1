import type { Clock, Logger } from '../core/runtime.js';
import type { StoreSchema, VideoStore } from '../core/store.js';
import { createAnswerTable, type LanceAnswerTable } from './answer-table.js';
import { createClusterTable } from './cluster-table.js';
import { createFactorTables } from './factor-tables.js';
import { createFailureTable } from './failure-table.js';
import { createFeatureTable } from './feature-table.js';
import { createInteractionTable } from './interaction-table.js';
import { ensureIndexes, ensureVectorIndex, refreshTable } from './maintain-table.js';
import { makeFolder } from './make-folder.js';
import { closeTables, noStore, openTables, type StoreTables, TABLE_NAMES } from './open-tables.js';
import { createQuarantineTable } from './quarantine-table.js';
import { createRunTable } from './run-table.js';
import { storeError } from './store-error.js';
import { readStoreFile, requireSameExtractors, writeStoreFile } from './store-file.js';
import { repairTokens, requireTokenColumn } from './token-column.js';
import { semanticColumn, tokenColumn } from './vector-columns.js';
import { type StoreVerification, verifyStore } from './verify-store.js';
import { createVideoTable } from './video-table.js';
import { takeWriterLock, type WriterLock } from './writer-lock.js';

export interface OpenStoreOptions {
  /** Data folder; the tables lie in `<folder>/lancedb`. */
  readonly folder: string;
  /** A writer is alone and creates the store when it is absent; readers need no lock. */
  readonly mode: 'read' | 'write';
  /** Needed to create a store. An existing one must have the same extractors; its token dimension stays. */
  readonly schema?: StoreSchema;
  /** Name of the command, for others who meet the lock. */
  readonly command: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The store over LanceDB. */
export interface LanceVideoStore extends VideoStore {
  /** Counts rows against distinct keys. */
  verify(): Promise<StoreVerification>;
}

/**
 * Opens the store of a data folder.
 * @throws VidtokenError `configuration` (no store), `store-locked`, `extractor-mismatch`, `store-corrupt`,
 *   `store-unwritable`, `disk-full`.
 */
export async function openStore(options: OpenStoreOptions): Promise<LanceVideoStore> {
  if (options.mode === 'read') return open(options, await requireStored(options));
  const { folder } = options;
  if (options.schema === undefined && (await readStoreFile(folder)) === undefined) throw noStore(folder);
  const lock = await prepareFolder(options);
  try {
    return await open(options, await rememberedSchema(options), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Creates the data folder and takes its lock. */
async function prepareFolder(options: OpenStoreOptions): Promise<WriterLock> {
  const { folder } = options;
  try {
    await makeFolder(folder);
    return await takeWriterLock(options);
  } catch (error) {
    throw storeError(error, { folder, action: 'preparing to write' });
  }
}

async function requireStored({ folder, schema }: OpenStoreOptions): Promise<StoreSchema> {
  const stored = await readStoreFile(folder);
  if (stored === undefined) throw noStore(folder);
  if (schema !== undefined) requireSameExtractors(folder, { stored, wanted: schema });
  return stored;
}

/** The schema that the store remembers; the first writer writes it down. */
async function rememberedSchema(options: OpenStoreOptions): Promise<StoreSchema> {
  const { folder, schema } = options;
  if (schema === undefined || (await readStoreFile(folder)) !== undefined) return requireStored(options);
  await writeStoreFile(folder, schema);
  return schema;
}

async function open(
  options: OpenStoreOptions,
  stored: StoreSchema,
  lock?: WriterLock,
): Promise<LanceVideoStore> {
  const { folder, clock, logger } = options;
  const tables = await openTables({
    folder,
    schema: stored,
    writable: lock !== undefined,
    logger: options.logger,
  });
  const schema = { current: stored };
  try {
    if (lock === undefined) await requireTokenColumn({ ...tables, folder, schema: stored });
    else await repairTokens({ ...tables, folder, schema: stored, logger });
  } catch (error) {
    closeTables(tables);
    throw error;
  }
  const features = createFeatureTable(tables.features);
  const answers = createAnswerTable({ answers: tables.answers, clock, logger });
  const quarantine = createQuarantineTable(tables.quarantine);
  const factors = createFactorTables({
    userVectors: tables.user_vectors,
    itemVectors: tables.item_vectors,
    recommenders: tables.recommenders,
  });
  const interactions = createInteractionTable(tables);
  const videos = createVideoTable({
    ...tables,
    folder,
    logger,
    schema,
    async deleteAnswers(hashes) {
      await answers.delete(hashes);
      await quarantine.delete(hashes);
    },
    deleteFeatures: (hashes) => features.delete(hashes),
    async deleteItems(ids, { keepInteractions }) {
      await factors.deleteItems(ids);
      if (!keepInteractions) await interactions.deleteItems(ids);
    },
    maintain: (minimumRows) => maintain(tables, { minimumRows, schema: schema.current, answers, clock }),
  });
  return {
    videos,
    features,
    failures: createFailureTable(tables.failures),
    runs: createRunTable(tables.runs),
    clusters: createClusterTable(tables.clusters),
    answers,
    quarantine,
    interactions,
    factors,
    get schema() {
      return schema.current;
    },
    verify: () => verifyStore(tables),
    async close() {
      await answers.idle();
      closeTables(tables);
      await lock?.release();
    },
  };
}

interface MaintainOptions {
  readonly minimumRows: number;
  readonly schema: StoreSchema;
  readonly answers: LanceAnswerTable;
  readonly clock: Clock;
}

async function maintain(
  tables: StoreTables,
  { minimumRows, schema, answers, clock }: MaintainOptions,
): Promise<void> {
  await ensureIndexes(tables);
  for (const column of [tokenColumn(schema), semanticColumn(schema)]) {
    if (column !== undefined) await ensureVectorIndex(tables.videos, { column, minimumRows });
  }
  for (const name of TABLE_NAMES) {
    await (name === 'answers' ? answers.refresh() : refreshTable(tables[name], clock));
  }
}
