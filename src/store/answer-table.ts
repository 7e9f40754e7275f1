import type { ContentHash } from '../core/ids.js';
import type { AnswerRecord } from '../core/record.js';
import type { Clock, Logger } from '../core/runtime.js';
import type { AnswerTable } from '../core/store.js';
import { toAnswer, toAnswerRow } from './answer-row.js';
import { sumAnswers, TOTALS_COLUMNS } from './answer-totals.js';
import type { Row } from './arrow-rows.js';
import { createFoldingTable } from './folding-table.js';
import { createGroupCommit } from './group-commit.js';
import { inPages } from './in-pages.js';
import { readRows, visitRows } from './row-reader.js';
import { sqlIn, sqlText } from './sql.js';
import type { StoreTable } from './store-table.js';

const PAGE = 1000;
/**
 * Measured on 2 cores with one row per commit: 11 ms for the first commit and 50 ms for one after 600 that were left
 * as they are; folding 64 of them takes 17 ms.
 */
const FOLDING = { commitsPerFold: 64, foldsPerRefresh: 64 } as const;

export interface LanceAnswerTable extends AnswerTable {
  delete(hashes: readonly ContentHash[]): Promise<void>;
  /** See `refreshTable`. */
  refresh(): Promise<void>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

interface AnswerTableOptions {
  readonly answers: StoreTable;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Calls of describers, one row each: written while they come in, a few at a time. */
export function createAnswerTable({ answers, clock, logger }: AnswerTableOptions): LanceAnswerTable {
  const folding = createFoldingTable({ target: answers, key: 'id', ...FOLDING, clock, logger });
  const commits = createGroupCommit<Row>({ commit: folding.upsert, afterCommit: folding.tidy });
  return {
    async byKeys(keys) {
      const found = new Map<string, AnswerRecord[]>();
      for (const page of inPages([...new Set(keys)], PAGE)) {
        const rows = await answers.read('looking up answers', (table) =>
          readRows(table.query().where(sqlIn('key', page)), toAnswer),
        );
        rows.sort((left, right) => callNumber(left) - callNumber(right));
        for (const row of rows) found.set(row.key, [...(found.get(row.key) ?? []), row]);
      }
      return found;
    },
    // The row is made before it joins a group: a record that cannot be one fails alone.
    record: async (answer) => commits.add(toAnswerRow(answer)),
    totals: ({ runId } = {}) =>
      answers.read('adding up answers', async (table) => {
        const query = table.query().select([...TOTALS_COLUMNS]);
        if (runId !== undefined) query.where(`run_id = ${sqlText(runId)}`);
        const sums = sumAnswers();
        await visitRows(query, sums.add);
        return sums.totals();
      }),
    async delete(hashes) {
      for (const page of inPages(hashes, PAGE)) await answers.delete(sqlIn('content_hash', page));
    },
    refresh: folding.refresh,
    idle: commits.idle,
  };
}

/** The n of an id `<key>/<n>`. */
function callNumber({ id }: AnswerRecord): number {
  return Number(id.slice(id.lastIndexOf('/') + 1));
}
