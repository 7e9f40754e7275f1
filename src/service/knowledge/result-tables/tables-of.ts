import type { ResultTable } from '../../contract/run.js';
import { describeTables } from './describe-tables.js';
import { recommendTables } from './recommend-tables.js';
import { retrievalTables } from './retrieval-tables.js';
import { watchTables } from './watch-tables.js';

const TABLES: Readonly<Record<string, (report: unknown) => ResultTable[]>> = {
  'benchmark retrieval': retrievalTables,
  'benchmark recommend': recommendTables,
  'benchmark describe': describeTables,
  'benchmark watch': watchTables,
};

/** The tables in the report of a run; none for commands without any, and for reports of another version. */
export function tablesOf(command: string, report: unknown): ResultTable[] {
  return Object.hasOwn(TABLES, command) ? (TABLES[command]?.(report) ?? []) : [];
}
