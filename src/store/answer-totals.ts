import { nanoUsd, usdOfNano } from '../core/money.js';
import type { AnswerTotals } from '../core/store.js';
import type { RowReader } from './row-reader.js';

/** Columns that `sumAnswers` needs: no texts. */
export const TOTALS_COLUMNS = [
  'describer',
  'model',
  'outcome',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'possible_cost_usd',
] as const;

type Sums = {
  -readonly [Name in keyof Omit<AnswerTotals, 'costUsd' | 'possibleCostUsd'>]: AnswerTotals[Name];
} & { costNano: number; possibleCostNano: number };

export interface AnswerSums {
  add(row: RowReader): void;
  /** By describer and model, in the order of their names. */
  totals(): AnswerTotals[];
}

/** Adds up calls by describer and model; money in whole nano-dollars, so that the sum is exact. */
export function sumAnswers(): AnswerSums {
  const groups = new Map<string, Sums>();
  return {
    add(row) {
      const describerId = row.text('describer');
      const model = row.text('model');
      const name = JSON.stringify([describerId, model]);
      const sums = groups.get(name) ?? noCalls(describerId, model);
      groups.set(name, sums);
      addCall(sums, row);
    },
    totals: () =>
      [...groups]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([, { costNano, possibleCostNano, ...counts }]) => ({
          ...counts,
          costUsd: usdOfNano(costNano),
          possibleCostUsd: usdOfNano(possibleCostNano),
        })),
  };
}

function noCalls(describerId: string, model: string): Sums {
  const counts = { calls: 0, accepted: 0, inputTokens: 0, outputTokens: 0, unpricedCalls: 0 };
  return { describerId, model, ...counts, costNano: 0, possibleCostNano: 0 };
}

function addCall(sums: Sums, row: RowReader): void {
  const outcome = row.text('outcome');
  const costUsd = row.optionalNumber('cost_usd');
  sums.calls += 1;
  if (outcome === 'accepted') sums.accepted += 1;
  const possibleCostUsd = row.optionalNumber('possible_cost_usd');
  // With an upper bound the price is known: only the usage never came.
  if (outcome !== 'failed' && (costUsd ?? possibleCostUsd) === undefined) sums.unpricedCalls += 1;
  sums.inputTokens += row.optionalNumber('input_tokens') ?? 0;
  sums.outputTokens += row.optionalNumber('output_tokens') ?? 0;
  sums.costNano += nanoUsd(costUsd ?? 0);
  sums.possibleCostNano += nanoUsd(possibleCostUsd ?? 0);
}
