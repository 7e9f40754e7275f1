import type { Connection } from '@lancedb/lancedb';
import { type VideoId, videoId } from '../core/ids.js';
import type { InteractionRecord, Split } from '../core/recommend.js';
import type { InteractionTable } from '../core/store.js';
import type { Row } from './arrow-rows.js';
import { inPages } from './in-pages.js';
import { type RowReader, readRows, visitRows } from './row-reader.js';
import { scanRows } from './scan-rows.js';
import { sqlIn, sqlText } from './sql.js';
import type { StoreTable } from './store-table.js';

/** Some 8 MB a commit: a merge reads the keys that are there, so few large ones are quicker than many small ones. */
const ROWS_PER_COMMIT = 50_000;
const SCAN_PAGE = 16_384;
const LOOKUP_PAGE = 1000;
const KEYS_PER_LOOKUP = 10_000;
const ORDER = ['user_id', 'at', 'item_id', 'key'] as const;

interface InteractionTableOptions {
  readonly database: Connection;
  readonly interactions: StoreTable;
}

/** The `interactions` table over LanceDB; see the seam for what each method promises. */
export function createInteractionTable(options: InteractionTableOptions): InteractionTable {
  const { database, interactions } = options;
  const count = (where?: string) =>
    interactions.read('counting interactions', (table) => table.countRows(where));
  return {
    async upsert(records) {
      // The last record of a key wins, as it would with one call after the other.
      const unique = [...new Map(records.map((record) => [record.key, record])).values()];
      for (const page of inPages(unique, ROWS_PER_COMMIT)) await interactions.upsert('key', page.map(toRow));
    },
    count: ({ userId } = {}) => count(userId === undefined ? undefined : ofUser(userId)),
    async knownKeys(keys) {
      const known = new Set<string>();
      if ((await count()) === 0) return known;
      for (const page of inPages([...new Set(keys)], KEYS_PER_LOOKUP)) {
        await interactions.read('looking up interactions', (table) =>
          visitRows(table.query().where(sqlIn('key', page)).select(['key']), (row) => {
            known.add(row.text('key'));
          }),
        );
      }
      return known;
    },
    async *scan({ pageSize = SCAN_PAGE } = {}) {
      // To the reader of an older store the table is an empty one in memory, of which there are no versions.
      if ((await count()) === 0) return;
      yield* scanRows({ database, source: interactions, pageSize, orderBy: ORDER, parse: toRecord });
    },
    async byUser(userId) {
      const records = await interactions.read('reading the interactions of a user', (table) =>
        readRows(table.query().where(ofUser(userId)), toRecord),
      );
      return records.sort(byTime);
    },
    async deleteItems(ids) {
      let deleted = 0;
      for (const page of inPages([...new Set<VideoId>(ids)], LOOKUP_PAGE)) {
        const where = sqlIn('item_id', page);
        deleted += await count(where);
        await interactions.delete(where);
      }
      return deleted;
    },
  };
}

function ofUser(userId: string): string {
  return `user_id = ${sqlText(userId)}`;
}

function byTime(left: InteractionRecord, right: InteractionRecord): number {
  const difference = (left.atMs ?? Number.NEGATIVE_INFINITY) - (right.atMs ?? Number.NEGATIVE_INFINITY);
  // Two events without a time give NaN, which counts as equal.
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return left.key < right.key ? -1 : 1;
}

function toRow(record: InteractionRecord): Row {
  return {
    key: record.key,
    user_id: record.userId,
    item_id: record.itemId,
    at: record.atMs ?? null,
    watch_seconds: record.watchSeconds ?? null,
    duration_seconds: record.durationSeconds ?? null,
    rating: record.rating ?? null,
    split: record.split ?? null,
    source: record.source,
  };
}

function toRecord(row: RowReader): InteractionRecord {
  const atMs = row.optionalNumber('at');
  const watchSeconds = row.optionalNumber('watch_seconds');
  const durationSeconds = row.optionalNumber('duration_seconds');
  const rating = row.optionalNumber('rating');
  const split = row.optionalText('split');
  return {
    key: row.text('key'),
    userId: row.text('user_id'),
    itemId: videoId(row.text('item_id')),
    source: row.text('source'),
    ...(atMs === undefined ? {} : { atMs }),
    ...(watchSeconds === undefined ? {} : { watchSeconds }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(rating === undefined ? {} : { rating }),
    ...(split === undefined ? {} : { split: split as Split }),
  };
}
