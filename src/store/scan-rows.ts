import type { Connection, Table } from '@lancedb/lancedb';
import { type RowReader, readRows } from './row-reader.js';
import type { StoreTable } from './store-table.js';
import { checkWhere, whereClause } from './where-clause.js';

interface ScanOptions<Result> {
  readonly database: Connection;
  readonly source: StoreTable;
  readonly where?: string | undefined;
  readonly pageSize: number;
  /** Columns, ascending; a row without a value comes first. Default: `id`. */
  readonly orderBy?: readonly string[];
  /** All columns when absent. */
  readonly columns?: readonly string[];
  readonly parse: (row: RowReader) => Result;
}

/**
 * Pages of rows in the order of some columns (texts by the bytes of UTF-8), all of one version of the table: what is
 * written meanwhile, even by the reader of the pages, neither moves nor doubles a row. Memory is one page and
 * one address per row: LanceDB sorts the columns, of which only the row addresses are kept.
 */
export async function* scanRows<Result>(options: ScanOptions<Result>): AsyncGenerator<Result[]> {
  const { database, source, where, pageSize, orderBy = ['id'] } = options;
  const action = `scanning "${source.name}"`;
  await source.read(action, () => checkWhere(source.table, where));
  const snapshot = await source.read(action, async (table) =>
    database.openTable(table.name, [], { version: await table.version() }),
  );
  try {
    const addresses = await source.read(action, () => sortedAddresses(snapshot, { where, orderBy }));
    for (let start = 0; start < addresses.length; start += pageSize) {
      const page = addresses.slice(start, start + pageSize);
      yield await source.read(action, () => readPage(snapshot, page, options));
    }
  } finally {
    snapshot.close();
  }
}

async function sortedAddresses(
  snapshot: Table,
  { where, orderBy }: { readonly where: string | undefined; readonly orderBy: readonly string[] },
): Promise<bigint[]> {
  const query = snapshot
    .query()
    .select([...orderBy])
    .withRowId();
  query.orderBy(orderBy.map((columnName) => ({ columnName, ascending: true, nullsFirst: true })));
  if (where !== undefined) query.where(whereClause(where));
  return readRows(query, (row) => row.bigint('_rowid'));
}

/** LanceDB gives addressed rows in its own order; they are put back into the asked one. */
async function readPage<Result>(
  snapshot: Table,
  addresses: readonly bigint[],
  { columns, parse }: Pick<ScanOptions<Result>, 'columns' | 'parse'>,
): Promise<Result[]> {
  const query = snapshot.takeRowIds(addresses).withRowId();
  if (columns !== undefined) query.select([...columns]);
  const rows = await readRows(query, (row) => [row.bigint('_rowid'), parse(row)] as const);
  const byAddress = new Map(rows);
  return addresses.flatMap((address) => {
    const row = byAddress.get(address);
    return row === undefined ? [] : [row];
  });
}
