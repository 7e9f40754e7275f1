import { messageOf } from '../core/errors.js';
import type { Clock, Logger } from '../core/runtime.js';
import { arrowTable, type Row } from './arrow-rows.js';
import { refreshTable } from './maintain-table.js';
import type { StoreTable } from './store-table.js';

interface FoldingTableOptions {
  readonly target: StoreTable;
  /** Column that tells rows apart; text. */
  readonly key: string;
  /** Small fragments that are there at most: so many commits are folded into one. */
  readonly commitsPerFold: number;
  /** Folded fragments that are there at most: after so many the whole table is compacted. */
  readonly foldsPerRefresh: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface FoldingTable {
  /** Inserts or replaces rows in one commit. When a key comes twice, its last row counts. */
  upsert(rows: readonly Row[]): Promise<void>;
  /** Folds or refreshes when it is time. Never rejects: a failure is logged, and what was committed is safe. */
  tidy(): Promise<void>;
  /** See `refreshTable`. */
  refresh(): Promise<void>;
}

/**
 * A table that takes thousands of small commits in a row without growing slow. Every commit leaves a fragment behind,
 * and every fragment slows down the next commit. To compact the table each time would write all its rows again and
 * again; folding replaces the rows of the last commits only, in one commit.
 */
export function createFoldingTable(options: FoldingTableOptions): FoldingTable {
  const { target, key, commitsPerFold, foldsPerRefresh, clock, logger } = options;
  /** Rows of the commits since the last fold. */
  const unfolded = new Map<string, Row>();
  let commits = 0;
  let folds = 0;

  const takeUnfolded = (): Row[] => {
    const rows = [...unfolded.values()];
    unfolded.clear();
    commits = 0;
    return rows;
  };
  /** A fragment whose rows have all been replaced is gone. Rows that were deleted meanwhile are not brought back. */
  const fold = async (): Promise<void> => {
    const rows = arrowTable(target.schema, takeUnfolded());
    folds += 1;
    await target.write(`folding "${target.name}"`, (table) =>
      table.mergeInsert(key).whenMatchedUpdateAll().execute(rows),
    );
  };
  const refresh = async (): Promise<void> => {
    takeUnfolded();
    folds = 0;
    await refreshTable(target, clock);
  };

  return {
    async upsert(rows) {
      const unique = new Map(rows.map((row) => [String(row[key]), row]));
      await target.upsert(key, [...unique.values()]);
      for (const [name, row] of unique) unfolded.set(name, row);
      commits += 1;
    },
    async tidy() {
      if (commits < commitsPerFold) return;
      try {
        await (folds < foldsPerRefresh ? fold() : refresh());
      } catch (error) {
        logger.warn(
          { table: target.name, reason: messageOf(error) },
          'could not tidy a table; nothing is lost',
        );
      }
    },
    refresh,
  };
}
