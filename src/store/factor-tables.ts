import { VidtokenError } from '../core/errors.js';
import { videoId } from '../core/ids.js';
import type { RecommenderSpace } from '../core/recommend.js';
import type { FactorHit, FactorRow, FactorTables } from '../core/store.js';
import { allFinite, dot } from '../math/vector.js';
import { ensureFactorColumn, ensureFactorIndex, factorColumn } from './factor-columns.js';
import { byScore, type FactorStoreTables, ofSpace } from './factor-rows.js';
import { searchFactors } from './factor-search.js';
import { inPages } from './in-pages.js';
import { readRows, visitRows } from './row-reader.js';
import { sqlAnd, sqlIn, sqlText } from './sql.js';
import type { StoreTable } from './store-table.js';

/** Vectors that go into one commit: 5 MB at 320 numbers each. */
const COMMIT_ROWS = 4096;
const LOOKUP_ROWS = 512;

/**
 * Final vectors of trained recommenders. The rows of all models lie in two tables, with one vector column for each
 * width; a row of `recommenders` says which space of a model counts. A replacement writes the new rows, then moves
 * that one row, then deletes the old ones: killed anywhere, readers have the old vectors or the new ones.
 */
export function createFactorTables(tables: FactorStoreTables): FactorTables {
  const { recommenders, itemVectors } = tables;
  const tableOf = (kind: 'user' | 'item'): StoreTable => (kind === 'user' ? tables.userVectors : itemVectors);
  const requireSpace = async ({ id, model }: RecommenderSpace): Promise<void> => {
    const stored = await storedSpace(recommenders, model);
    if (stored?.id !== id) throw foreignSpace({ stored, wanted: id, model });
  };
  return {
    space: (model) => storedSpace(recommenders, model),
    async models() {
      const rows = await recommenders.read('listing recommenders', (table) =>
        readRows(table.query().select(['model']), (row) => row.text('model')),
      );
      return rows.sort();
    },
    async replace({ space, users, items }) {
      await removeStrayRows(tables);
      for (const [kind, rows] of [['user', users] as const, ['item', items] as const]) {
        await write({ target: tableOf(kind), space, rows });
      }
      await recommenders.upsert('model', [
        { model: space.model, space_id: space.id, dimension: space.dimension },
      ]);
      await removeStrayRows(tables);
    },
    async upsert({ space, kind, rows }) {
      await requireSpace(space);
      await write({ target: tableOf(kind), space, rows });
    },
    async get({ space, kind, ids }) {
      await requireSpace(space);
      return readVectors(tableOf(kind), { space, ids });
    },
    async ids({ space, kind }) {
      const found = new Set<string>();
      const target = tableOf(kind);
      await target.read('reading ids', (table) => {
        const query = table.query().where(ofSpace(space)).select(['id']);
        return visitRows(query, (row) => found.add(row.text('id')));
      });
      return found;
    },
    async search(query): Promise<FactorHit[]> {
      await requireSpace(query.space);
      checkVector(query.vector, { space: query.space, what: 'The query vector' });
      if (query.candidates === undefined) return searchFactors(itemVectors, query);
      const excluded = new Set<string>(query.exclude);
      const ids = query.candidates.filter((id) => !excluded.has(id));
      const vectors = await readVectors(itemVectors, { space: query.space, ids });
      const hits = [...vectors].map(([id, vector]) => ({
        id: videoId(id),
        score: dot(query.vector, vector),
      }));
      return hits.sort(byScore).slice(0, query.limit);
    },
    maintain: (options = {}) => ensureFactorIndex(tables, options),
    async deleteItems(ids) {
      for (const page of inPages(ids, LOOKUP_ROWS)) await itemVectors.delete(sqlIn('id', page));
    },
  };
}

async function storedSpace(recommenders: StoreTable, model: string): Promise<RecommenderSpace | undefined> {
  const where = `model = ${sqlText(model)}`;
  const [space] = await recommenders.read('reading the space of a recommender', (table) =>
    readRows(table.query().where(where), (row) => ({
      id: row.text('space_id'),
      model: row.text('model'),
      dimension: row.number('dimension'),
      metric: 'inner-product' as const,
    })),
  );
  return space;
}

async function write(options: {
  readonly target: StoreTable;
  readonly space: RecommenderSpace;
  readonly rows: Iterable<FactorRow>;
}): Promise<void> {
  const { target, space, rows } = options;
  await ensureFactorColumn(target, space.dimension);
  const column = factorColumn(space.dimension);
  let page: FactorRow[] = [];
  const flush = async (): Promise<void> => {
    const cells = page.map(({ id, vector }) => ({
      key: `${space.id}/${id}`,
      space_id: space.id,
      id,
      [column]: vector,
    }));
    page = [];
    await target.upsert('key', cells);
  };
  for (const row of rows) {
    checkVector(row.vector, { space, what: `The vector of "${row.id}"` });
    page.push(row);
    if (page.length === COMMIT_ROWS) await flush();
  }
  await flush();
}

async function readVectors(
  target: StoreTable,
  { space, ids }: { readonly space: RecommenderSpace; readonly ids: readonly string[] },
): Promise<Map<string, Float32Array>> {
  const column = factorColumn(space.dimension);
  const found = new Map<string, Float32Array>();
  for (const page of inPages([...new Set(ids)], LOOKUP_ROWS)) {
    const keys = page.map((id) => `${space.id}/${id}`);
    await target.read('reading vectors', (table) => {
      const query = table.query().where(sqlIn('key', keys)).select(['id', column]);
      return visitRows(query, (row) => found.set(row.text('id'), row.floats(column)));
    });
  }
  return found;
}

/** Rows of spaces that no model points at: those just replaced, and what a killed replacement left behind. */
async function removeStrayRows({ userVectors, itemVectors, recommenders }: FactorStoreTables): Promise<void> {
  const spaces = await recommenders.read('reading spaces', (table) =>
    readRows(table.query().select(['space_id']), (row) => row.text('space_id')),
  );
  const stray = sqlAnd('space_id IS NOT NULL', `NOT (${sqlIn('space_id', spaces)})`) ?? 'false';
  for (const target of [userVectors, itemVectors]) await target.delete(stray);
}

function checkVector(
  vector: Float32Array,
  { space, what }: { readonly space: RecommenderSpace; readonly what: string },
): void {
  if (vector.length === space.dimension && allFinite(vector)) return;
  const fault =
    vector.length === space.dimension ? 'holds a value that is not finite' : `has ${vector.length} values`;
  throw new VidtokenError({
    code: vector.length === space.dimension ? 'invalid-value' : 'space-mismatch',
    message: `${what} ${fault}; space "${space.id}" has ${space.dimension} dimensions.`,
    facts: { space: space.id, dimension: space.dimension },
  });
}

function foreignSpace(options: {
  readonly stored: RecommenderSpace | undefined;
  readonly wanted: string;
  readonly model: string;
}): VidtokenError {
  const { stored, wanted, model } = options;
  return new VidtokenError({
    code: 'space-mismatch',
    message: `The stored vectors of "${model}" are of space "${stored?.id ?? 'none'}", asked for was "${wanted}"; they cannot be compared.`,
    hint: `Train it again with: vidtoken train ${model}`,
    facts: { model, stored: stored?.id, wanted },
  });
}
