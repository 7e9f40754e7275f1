import type { StructuredDescription, TokenUsage } from '../../core/description.js';
import { DescriberError, type DescriberErrorCode } from '../../core/errors.js';
import { safeText } from '../safe-text.js';
import { canonicalText } from '../structured/canonical-text.js';
import { parseStructured } from '../structured/parse-structured.js';
import type { Completion } from './read-completion.js';

/** An answer that fits the schema. */
export interface UsableAnswer {
  readonly text: string;
  readonly structured: StructuredDescription;
  readonly usage?: TokenUsage;
}

/** Characters of an answer that are kept with an error, and shown to the model when it is asked again. */
export const KEPT_ANSWER_LENGTH = 2000;

/**
 * Checks what came back.
 * @param hide takes keys out of it
 * @throws DescriberError `refused`, `answer-truncated`, `empty-answer` or `schema-violation`; the call was paid
 */
export function answerOf(completion: Completion, hide: (text: string) => string): UsableAnswer {
  const { refusal, finishReason, usage } = completion;
  const content = hide(completion.content);
  const fail = (code: DescriberErrorCode, message: string): DescriberError =>
    new DescriberError({
      code,
      message,
      answer: safeText(content === '' ? hide(refusal) : content, KEPT_ANSWER_LENGTH),
      ...(usage === undefined ? {} : { usage }),
    });
  if (refusal !== '') throw fail('refused', 'The model declined to answer.');
  if (finishReason === 'content_filter')
    throw fail('refused', 'The content filter of the endpoint stopped the answer.');
  if (finishReason === 'length') {
    throw fail(
      'answer-truncated',
      'The answer reached its limit of tokens (maxOutputTokens) before its end.',
    );
  }
  if (content.trim() === '') throw fail('empty-answer', 'The model answered without any words.');
  const { structured, fault } = parseStructured(content);
  if (structured === undefined)
    throw fail('schema-violation', `The answer does not fit the schema: ${fault}.`);
  return { text: canonicalText(structured), structured, ...(usage === undefined ? {} : { usage }) };
}
