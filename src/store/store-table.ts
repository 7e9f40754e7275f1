import type { Table } from '@lancedb/lancedb';
import { Schema } from 'apache-arrow';
import { VidtokenError } from '../core/errors.js';
import { arrowTable, type Row } from './arrow-rows.js';
import { isCommitConflict, storeError } from './store-error.js';

const COMMIT_ATTEMPTS = 5;

/** One LanceDB table with everything its readers and its one writer share. */
export interface StoreTable {
  readonly name: string;
  readonly table: Table;
  /** Columns as they are; replaced when the token column gets another width. */
  schema: Schema;
  /** Commits since the table was opened or last maintained. */
  changes: number;
  /** Runs a reading call; what it throws gets a stable code. */
  read<Result>(action: string, work: (table: Table) => Promise<Result>): Promise<Result>;
  /** The same for writing: one call after the other, commit conflicts tried again a few times. */
  write<Result>(action: string, work: (table: Table) => Promise<Result>): Promise<Result>;
  /** Inserts or replaces rows by `key` in one commit. Rows must not repeat a key. */
  upsert(key: string, rows: readonly Row[]): Promise<void>;
  /** Deletes matching rows; commits nothing when there are none. */
  delete(where: string): Promise<void>;
}

interface StoreTableOptions {
  readonly table: Table;
  readonly schema: Schema;
  readonly folder: string;
  readonly writable: boolean;
}

export function createStoreTable({ table, schema, folder, writable }: StoreTableOptions): StoreTable {
  let last: Promise<unknown> = Promise.resolve();
  const self: StoreTable = {
    name: table.name,
    table,
    schema,
    changes: 0,
    async read(action, work) {
      try {
        return await work(table);
      } catch (error) {
        throw storeError(error, { folder, action });
      }
    },
    async write(action, work) {
      if (!writable) throw readOnly(folder, action);
      const turn = last.then(() => withRetries(() => work(table)));
      // The queue goes on after a failed call; the failure itself belongs to its caller.
      last = turn.catch(() => undefined);
      try {
        const result = await turn;
        self.changes += 1;
        return result;
      } catch (error) {
        throw storeError(error, { folder, action });
      }
    },
    async upsert(key, rows) {
      if (rows.length === 0) return;
      await self.write(`writing ${rows.length} rows to "${table.name}"`, async () => {
        const merge = table.mergeInsert(key).whenMatchedUpdateAll().whenNotMatchedInsertAll();
        await merge.execute(arrowTable(self.schema, rows));
      });
    },
    async delete(where) {
      const found = await self.read(`looking for rows of "${table.name}"`, () => table.countRows(where));
      if (found > 0) await self.write(`deleting rows of "${table.name}"`, () => table.delete(where));
    },
  };
  return self;
}

async function withRetries<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === COMMIT_ATTEMPTS || !isCommitConflict(error)) throw error;
    }
  }
}

function readOnly(folder: string, action: string): VidtokenError {
  return new VidtokenError({
    code: 'internal',
    message: `The store in ${folder} was opened for reading, but a write was asked for (${action}).`,
  });
}

/** Those of some columns that the table has, in its order. */
export function columnsOf({ schema }: StoreTable, columns: readonly string[]): string[] {
  return schemaOf(schema, columns).fields.map(({ name }) => name);
}

/** Some columns of a schema, in its order. */
export function schemaOf(schema: Schema, columns: readonly string[]): Schema {
  return new Schema(schema.fields.filter((field) => columns.includes(field.name)));
}
