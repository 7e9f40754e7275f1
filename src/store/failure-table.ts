import { type ContentHash, contentHash } from '../core/ids.js';
import type { FailureRecord } from '../core/record.js';
import type { FailureTable } from '../core/store.js';
import { inPages } from './in-pages.js';
import { type RowReader, readRows } from './row-reader.js';
import { sqlIn } from './sql.js';
import type { StoreTable } from './store-table.js';

const PAGE = 1000;

/** Inputs that were not embedded; the newest failure of a file replaces the one before. */
export function createFailureTable(failures: StoreTable): FailureTable {
  const select = (where?: string) =>
    failures.read('reading failures', (table) => {
      const query = table.query();
      return readRows(where === undefined ? query : query.where(where), toFailure);
    });
  return {
    async record(records) {
      const unique = [...new Map(records.map((record) => [record.file, record])).values()];
      for (const page of inPages(unique, PAGE)) await failures.upsert('file', page.map(toRow));
    },
    async byHash(hashes) {
      const found = new Map<ContentHash, FailureRecord>();
      for (const page of inPages([...new Set(hashes)], PAGE)) {
        const rows = await select(sqlIn('content_hash', page));
        rows.sort((left, right) => left.atMs - right.atMs || (left.file < right.file ? -1 : 1));
        for (const row of rows) if (row.contentHash !== undefined) found.set(row.contentHash, row);
      }
      return found;
    },
    async clear({ hashes = [], files = [] }) {
      for (const page of inPages(hashes, PAGE)) await failures.delete(sqlIn('content_hash', page));
      for (const page of inPages(files, PAGE)) await failures.delete(sqlIn('file', page));
    },
    async list() {
      const rows = await select();
      return rows.sort((left, right) => (left.file < right.file ? -1 : 1));
    },
  };
}

function toRow(failure: FailureRecord) {
  return {
    file: failure.file,
    content_hash: failure.contentHash ?? null,
    code: failure.code,
    reason: failure.reason,
    retryable: failure.retryable,
    run_id: failure.runId,
    at: failure.atMs,
  };
}

function toFailure(row: RowReader): FailureRecord {
  const hash = row.optionalText('content_hash');
  return {
    file: row.text('file'),
    ...(hash === undefined ? {} : { contentHash: contentHash(hash) }),
    code: row.text('code'),
    reason: row.text('reason'),
    retryable: row.boolean('retryable'),
    runId: row.text('run_id'),
    atMs: row.number('at'),
  };
}
