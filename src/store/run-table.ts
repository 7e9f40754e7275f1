import { spaceId } from '../core/ids.js';
import type { JsonValue } from '../core/media.js';
import type { RunRecord, RunStatus } from '../core/record.js';
import type { RunTable } from '../core/store.js';
import { type RowReader, readRows } from './row-reader.js';
import type { StoreTable } from './store-table.js';

/** What was done, with what, and what came out: one row per run that changed something. */
export function createRunTable(runs: StoreTable): RunTable {
  return {
    save: (run) => runs.upsert('id', [toRow(run)]),
    async list({ limit } = {}) {
      const rows = await runs.read('reading runs', (table) => readRows(table.query(), toRun));
      rows.sort((left, right) => right.startedAtMs - left.startedAtMs || (left.id < right.id ? 1 : -1));
      return rows.slice(0, limit);
    },
  };
}

function toRow(run: RunRecord) {
  return {
    id: run.id,
    command: run.command,
    status: run.status,
    code_version: run.codeVersion,
    config: JSON.stringify(run.config),
    data_hash: run.dataHash ?? null,
    prompt_hash: run.promptHash ?? null,
    seed: run.seed ?? null,
    space_id: run.spaceId ?? null,
    started_at: run.startedAtMs,
    finished_at: run.finishedAtMs ?? null,
    report: run.report === undefined ? null : JSON.stringify(run.report),
  };
}

function toRun(row: RowReader): RunRecord {
  const dataHash = row.optionalText('data_hash');
  const promptHash = row.optionalText('prompt_hash');
  const seed = row.optionalNumber('seed');
  const space = row.optionalText('space_id');
  const finishedAtMs = row.optionalNumber('finished_at');
  const report = row.optionalText('report');
  return {
    id: row.text('id'),
    command: row.text('command'),
    status: row.text('status') as RunStatus,
    codeVersion: row.text('code_version'),
    config: JSON.parse(row.text('config')) as JsonValue,
    startedAtMs: row.number('started_at'),
    ...(dataHash === undefined ? {} : { dataHash }),
    ...(promptHash === undefined ? {} : { promptHash }),
    ...(seed === undefined ? {} : { seed }),
    ...(space === undefined ? {} : { spaceId: spaceId(space) }),
    ...(finishedAtMs === undefined ? {} : { finishedAtMs }),
    ...(report === undefined ? {} : { report: JSON.parse(report) as JsonValue }),
  };
}
