import type { DescriberErrorCode } from '../core/errors.js';
import { contentHash } from '../core/ids.js';
import type { AnswerRecord } from '../core/record.js';
import type { Row } from './arrow-rows.js';
import type { RowReader } from './row-reader.js';
import { structuredCell, toStructured } from './text-cells.js';

/** A call as cells of the `answers` table. */
export function toAnswerRow(answer: AnswerRecord): Row {
  return {
    id: answer.id,
    key: answer.key,
    content_hash: answer.contentHash,
    describer: answer.describerId,
    prompt_hash: answer.promptHash,
    model: answer.model,
    outcome: answer.outcome,
    code: answer.code ?? null,
    reason: answer.reason ?? null,
    text: answer.text ?? null,
    structured: structuredCell(answer.structured),
    input_tokens: answer.inputTokens ?? null,
    output_tokens: answer.outputTokens ?? null,
    cost_usd: answer.costUsd ?? null,
    possible_cost_usd: answer.possibleCostUsd ?? null,
    run_id: answer.runId,
    at: answer.atMs,
  };
}

export function toAnswer(row: RowReader): AnswerRecord {
  return {
    id: row.text('id'),
    key: row.text('key'),
    contentHash: contentHash(row.text('content_hash')),
    describerId: row.text('describer'),
    promptHash: row.text('prompt_hash'),
    model: row.text('model'),
    outcome: row.text('outcome') as AnswerRecord['outcome'],
    ...whatCameBack(row),
    ...whatItCost(row),
    runId: row.text('run_id'),
    atMs: row.number('at'),
  };
}

function whatCameBack(row: RowReader): Pick<AnswerRecord, 'code' | 'reason' | 'text' | 'structured'> {
  const code = row.optionalText('code');
  const reason = row.optionalText('reason');
  const text = row.optionalText('text');
  const structured = toStructured(row.optionalText('structured'));
  return {
    ...(code === undefined ? {} : { code: code as DescriberErrorCode }),
    ...(reason === undefined ? {} : { reason }),
    ...(text === undefined ? {} : { text }),
    ...(structured === undefined ? {} : { structured }),
  };
}

function whatItCost(
  row: RowReader,
): Pick<AnswerRecord, 'inputTokens' | 'outputTokens' | 'costUsd' | 'possibleCostUsd'> {
  const inputTokens = row.optionalNumber('input_tokens');
  const outputTokens = row.optionalNumber('output_tokens');
  const costUsd = row.optionalNumber('cost_usd');
  const possibleCostUsd = row.optionalNumber('possible_cost_usd');
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(possibleCostUsd === undefined ? {} : { possibleCostUsd }),
  };
}
