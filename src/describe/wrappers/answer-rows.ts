import type { Description } from '../../core/description.js';
import type { DescriberErrorCode } from '../../core/errors.js';
import type { AnswerRecord } from '../../core/record.js';

/** In place of a model's name for describers without one. */
export const NO_MODEL = 'none';

/** An answer that was paid for and could not be used. */
export interface Rejection {
  readonly code: DescriberErrorCode;
  readonly reason: string;
  /** What came back, cut. */
  readonly answer: string;
  readonly runId: string;
}

/** The newest accepted answer among the calls for one key, as its describer gave it. */
export function acceptedIn(rows: readonly AnswerRecord[]): Description | undefined {
  const row = rows.findLast(({ outcome, text }) => outcome === 'accepted' && text !== undefined);
  if (row?.text === undefined) return undefined;
  const { text, describerId, promptHash, model, structured } = row;
  const usage = usageOf(row);
  return {
    text,
    describerId,
    promptHash,
    ...(model === NO_MODEL ? {} : { model }),
    ...(structured === undefined ? {} : { structured }),
    ...(usage === undefined ? {} : { usage }),
  };
}

/** The rejected answers among the calls for one key, in their order. */
export function rejectionsIn(rows: readonly AnswerRecord[]): Rejection[] {
  return rows.flatMap(({ outcome, code, reason = '', text = '', runId }) =>
    outcome === 'rejected' && code !== undefined ? [{ code, reason, answer: text, runId }] : [],
  );
}

/** What the endpoint counted for one call, when it said. */
export function usageOf({ inputTokens, outputTokens }: AnswerRecord): Description['usage'] {
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  return { inputTokens, outputTokens };
}
