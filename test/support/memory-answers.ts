import type { AnswerRecord } from '../../src/core/record.js';
import type { AnswerTable, AnswerTotals } from '../../src/core/store.js';
import { settle } from './virtual-time.js';

export interface MemoryAnswers extends AnswerTable {
  /** Everything recorded, in its order. */
  readonly rows: AnswerRecord[];
  /** Keys of each look-up. */
  readonly lookups: (readonly string[])[];
}

/** The `answers` table over an array. Like the real one it takes a moment, and refuses an id that is there already. */
export function memoryAnswers(): MemoryAnswers {
  const rows: AnswerRecord[] = [];
  const lookups: (readonly string[])[] = [];
  return {
    rows,
    lookups,
    async byKeys(keys) {
      lookups.push(keys);
      await settle();
      const found = new Map<string, AnswerRecord[]>();
      for (const row of rows) {
        if (keys.includes(row.key)) found.set(row.key, [...(found.get(row.key) ?? []), row]);
      }
      return found;
    },
    async record(answer) {
      await settle();
      if (rows.some(({ id }) => id === answer.id))
        throw new Error(`The answer ${answer.id} is there already.`);
      rows.push(answer);
    },
    async totals({ runId } = {}) {
      const totals = new Map<string, AnswerTotals>();
      for (const row of rows) {
        if (runId !== undefined && row.runId !== runId) continue;
        const name = `${row.describerId}/${row.model}`;
        totals.set(name, addRow(totals.get(name) ?? noTotals(row), row));
      }
      return [...totals.values()];
    },
  };
}

function noTotals({ describerId, model }: AnswerRecord): AnswerTotals {
  const counts = { calls: 0, accepted: 0, inputTokens: 0, outputTokens: 0, unpricedCalls: 0 };
  return { describerId, model, ...counts, costUsd: 0, possibleCostUsd: 0 };
}

function addRow(totals: AnswerTotals, row: AnswerRecord): AnswerTotals {
  const isUnpriced = row.costUsd === undefined && row.possibleCostUsd === undefined;
  return {
    ...totals,
    calls: totals.calls + 1,
    accepted: totals.accepted + (row.outcome === 'accepted' ? 1 : 0),
    inputTokens: totals.inputTokens + (row.inputTokens ?? 0),
    outputTokens: totals.outputTokens + (row.outputTokens ?? 0),
    costUsd: totals.costUsd + (row.costUsd ?? 0),
    unpricedCalls: totals.unpricedCalls + (isUnpriced ? 1 : 0),
    possibleCostUsd: totals.possibleCostUsd + (row.possibleCostUsd ?? 0),
  };
}
