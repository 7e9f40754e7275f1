import type { DescriberErrorCode } from '../core/errors.js';
import { type ContentHash, contentHash, videoId } from '../core/ids.js';
import type { QuarantineRecord } from '../core/record.js';
import type { QuarantineTable } from '../core/store.js';
import type { Row } from './arrow-rows.js';
import { inPages } from './in-pages.js';
import { type RowReader, readRows } from './row-reader.js';
import { sqlIn } from './sql.js';
import type { StoreTable } from './store-table.js';

const PAGE = 1000;

export interface LanceQuarantineTable extends QuarantineTable {
  delete(hashes: readonly ContentHash[]): Promise<void>;
}

/** Videos that a describer could not describe. */
export function createQuarantineTable(quarantine: StoreTable): LanceQuarantineTable {
  const select = (where?: string) =>
    quarantine.read('reading the quarantine', (table) => {
      const query = table.query();
      return readRows(where === undefined ? query : query.where(where), toRecord);
    });
  return {
    async record(records) {
      const unique = [...new Map(records.map((record) => [record.key, record])).values()];
      for (const page of inPages(unique, PAGE)) await quarantine.upsert('key', page.map(toRow));
    },
    async clear(keys) {
      for (const page of inPages(keys, PAGE)) await quarantine.delete(sqlIn('key', page));
    },
    async byKeys(keys) {
      const found = new Map<string, QuarantineRecord>();
      for (const page of inPages([...new Set(keys)], PAGE)) {
        for (const record of await select(sqlIn('key', page))) found.set(record.key, record);
      }
      return found;
    },
    async list() {
      const records = await select();
      return records.sort(byVideo);
    },
    async delete(hashes) {
      for (const page of inPages(hashes, PAGE)) await quarantine.delete(sqlIn('content_hash', page));
    },
  };
}

/** Several describers, or prompts, may have failed on one video. */
function byVideo(left: QuarantineRecord, right: QuarantineRecord): number {
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  return left.key < right.key ? -1 : 1;
}

function toRow(record: QuarantineRecord): Row {
  return {
    key: record.key,
    content_hash: record.contentHash,
    id: record.id,
    describer: record.describerId,
    model: record.model,
    code: record.code,
    reason: record.reason,
    retryable: record.retryable,
    run_id: record.runId,
    at: record.atMs,
  };
}

function toRecord(row: RowReader): QuarantineRecord {
  return {
    key: row.text('key'),
    contentHash: contentHash(row.text('content_hash')),
    id: videoId(row.text('id')),
    describerId: row.text('describer'),
    model: row.text('model'),
    code: row.text('code') as DescriberErrorCode,
    reason: row.text('reason'),
    retryable: row.boolean('retryable'),
    runId: row.text('run_id'),
    atMs: row.number('at'),
  };
}
