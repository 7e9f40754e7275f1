import type { TokenUsage } from '../../core/description.js';
import { usdOfNano } from '../../core/money.js';
import type { AnswerRecord } from '../../core/record.js';
import type { DescriberUsage } from '../../core/reports/teacher-report.js';

/** One finished call, as it is counted. */
export interface CountedCall {
  readonly outcome: AnswerRecord['outcome'];
  readonly usage?: TokenUsage;
  /** Whole nano-dollars; absent when the usage or the price is not known. */
  readonly costNano?: number;
  /** Whole nano-dollars that a call may have cost whose usage never arrived. */
  readonly possibleCostNano?: number;
  /** An answer or a usage came, and the price of the model is not known. */
  readonly isUnpriced: boolean;
}

export interface UsageTally {
  countCall(call: CountedCall): void;
  countCached(): void;
  countRetry(): void;
  summary(): DescriberUsage;
}

/**
 * What one describer used in this run. `calls` = accepted + `rejected` + `failed` answers, the repairs and retries
 * among them. Money is summed in whole nano-dollars: the summary is the exact sum of the stored rows.
 */
export function createUsageTally(describer: Pick<DescriberUsage, 'describerId' | 'model'>): UsageTally {
  const counts = { calls: 0, cached: 0, rejected: 0, failed: 0, retries: 0, inputTokens: 0, outputTokens: 0 };
  let costNano = 0;
  let possibleCostNano = 0;
  let unpricedCalls = 0;
  return {
    countCall(call) {
      counts.calls += 1;
      if (call.outcome !== 'accepted') counts[call.outcome] += 1;
      counts.inputTokens += call.usage?.inputTokens ?? 0;
      counts.outputTokens += call.usage?.outputTokens ?? 0;
      costNano += call.costNano ?? 0;
      possibleCostNano += call.possibleCostNano ?? 0;
      if (call.isUnpriced) unpricedCalls += 1;
    },
    countCached() {
      counts.cached += 1;
    },
    countRetry() {
      counts.retries += 1;
    },
    summary: () => ({
      ...describer,
      ...counts,
      costUsd: unpricedCalls > 0 ? null : usdOfNano(costNano),
      possibleCostUsd: usdOfNano(possibleCostNano),
    }),
  };
}
