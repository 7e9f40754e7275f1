import { type RowReader, visitRows } from './row-reader.js';
import type { StoreTable } from './store-table.js';
import { checkWhere, whereClause } from './where-clause.js';

interface StreamOptions<Result> {
  readonly source: StoreTable;
  readonly where?: string | undefined;
  readonly pageSize: number;
  /** Name and SQL of each column. */
  readonly columns: readonly (readonly [string, string])[];
  /** As the rows lie when absent. Rows without a value come last. */
  readonly orderBy?: readonly { readonly column: string; readonly ascending: boolean }[];
  readonly limit?: number;
  readonly parse: (row: RowReader) => Result;
}

/**
 * Rows of one version of the table in pages of at most `pageSize`, as they come from the disk: without an order nothing
 * is sorted and no list of addresses is made.
 */
export async function* streamRows<Result>(options: StreamOptions<Result>): AsyncGenerator<Result[]> {
  const { source, where, pageSize, columns, orderBy, limit, parse } = options;
  const action = `reading "${source.name}"`;
  await source.read(action, () => checkWhere(source.table, where));
  const query = source.table.query().select(new Map(columns));
  if (where !== undefined) query.where(whereClause(where));
  if (limit !== undefined) query.limit(limit);
  if (orderBy !== undefined) {
    query.orderBy(
      orderBy.map(({ column: columnName, ascending }) => ({ columnName, ascending, nullsFirst: false })),
    );
  }
  const batches = query[Symbol.asyncIterator]();
  for (;;) {
    const next = await source.read(action, () => batches.next());
    if (next.done === true) return;
    const rows: Result[] = [];
    await visitRows(only(next.value), (row) => rows.push(parse(row)));
    for (let start = 0; start < rows.length; start += pageSize) yield rows.slice(start, start + pageSize);
  }
}

async function* only<Batch>(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}
