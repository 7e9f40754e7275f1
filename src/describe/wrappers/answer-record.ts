import type { Describer } from '../../core/description.js';
import type { ContentHash } from '../../core/ids.js';
import { usdOfNano } from '../../core/money.js';
import type { AnswerRecord } from '../../core/record.js';
import { answerKey } from './answer-key.js';
import { NO_MODEL } from './answer-rows.js';
import type { CallOutcome } from './call-outcome.js';
import type { CountedCall } from './usage-tally.js';

export interface RecordedCall {
  readonly describer: Pick<Describer, 'id' | 'promptHash' | 'model' | 'parameters'>;
  readonly contentHash: ContentHash;
  /** Rows that the key has already. */
  readonly earlierCalls: number;
  readonly outcome: CallOutcome;
  readonly counted: CountedCall;
  readonly runId: string;
  readonly atMs: number;
}

/** The row of one call; what is not known has no column. */
export function answerRecord(call: RecordedCall): AnswerRecord {
  const { describer, contentHash, outcome, counted, runId, atMs } = call;
  const key = answerKey(describer, contentHash);
  const { code, reason, text, structured, usage } = outcome;
  const { costNano, possibleCostNano } = counted;
  return {
    id: `${key}/${call.earlierCalls}`,
    key,
    contentHash,
    describerId: describer.id,
    promptHash: describer.promptHash,
    model: describer.model ?? NO_MODEL,
    outcome: outcome.outcome,
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    ...(text === undefined ? {} : { text }),
    ...(structured === undefined ? {} : { structured }),
    ...(usage === undefined ? {} : { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens }),
    ...(costNano === undefined ? {} : { costUsd: usdOfNano(costNano) }),
    ...(possibleCostNano === undefined ? {} : { possibleCostUsd: usdOfNano(possibleCostNano) }),
    runId,
    atMs,
  };
}
