import { Index } from '@lancedb/lancedb';
import { Schema } from 'apache-arrow';
import { optional, vectorOf } from './arrow-fields.js';
import type { FactorStoreTables } from './factor-rows.js';
import { VECTOR_INDEX_MINIMUM_ROWS } from './index-plan.js';
import type { StoreTable } from './store-table.js';

const PREFIX = 'vector_';
const ROWS_PER_PARTITION = 1500;
const MAXIMUM_PARTITIONS = 256;

/** Column for the vectors of one width: an Arrow column has one width, models have several. */
export function factorColumn(dimension: number): string {
  return `${PREFIX}${dimension}`;
}

/** Adds the column for vectors of a new width, null in every row. */
export async function ensureFactorColumn(target: StoreTable, dimension: number): Promise<void> {
  const name = factorColumn(dimension);
  const stored = await factorWidths(target);
  if (!stored.includes(dimension)) {
    const type = `FixedSizeList(${dimension}, Float32)`;
    await target.write(`adding "${name}" to "${target.name}"`, (table) =>
      table.addColumns([{ name, valueSql: `arrow_cast(NULL, '${type}')` }]),
    );
    stored.push(dimension);
  }
  const fixed = target.schema.fields.filter((field) => !field.name.startsWith(PREFIX));
  target.schema = new Schema([
    ...fixed,
    ...stored.map((width) => optional(factorColumn(width), vectorOf(width))),
  ]);
}

/**
 * Indexes the item vectors of each width with enough rows: full vectors in inverted lists, all of them probed for the
 * inner product, because a code of an unnormalised vector loses the ranks that its length decides.
 */
export async function ensureFactorIndex(
  { itemVectors }: Pick<FactorStoreTables, 'itemVectors'>,
  {
    vectorIndexMinimumRows = VECTOR_INDEX_MINIMUM_ROWS,
  }: { readonly vectorIndexMinimumRows?: number | undefined },
): Promise<void> {
  for (const dimension of await factorWidths(itemVectors)) {
    const column = factorColumn(dimension);
    const name = `${column}_idx`;
    const rows = await itemVectors.read('counting vectors', (table) =>
      table.countRows(`${column} IS NOT NULL`),
    );
    if (rows === 0 || rows < vectorIndexMinimumRows) continue;
    const existing = await itemVectors.read('listing indexes', (table) => table.listIndices());
    const known = existing.find((index) => index.name === name);
    if (known !== undefined && (known.numUnindexedRows ?? 0) <= (known.numIndexedRows ?? 0)) continue;
    const partitions = Math.round(rows / ROWS_PER_PARTITION);
    const numPartitions = Math.min(MAXIMUM_PARTITIONS, Math.max(1, partitions));
    await itemVectors.write(`building the vector index of "${column}"`, (table) =>
      table.createIndex(column, {
        config: Index.ivfFlat({ distanceType: 'dot', numPartitions }),
        name,
        replace: true,
      }),
    );
  }
}

async function factorWidths(target: StoreTable): Promise<number[]> {
  const { fields } = await target.read('reading its columns', (table) => table.schema());
  return fields
    .filter(({ name }) => name.startsWith(PREFIX))
    .map(({ name }) => Number(name.slice(PREFIX.length)));
}
