import type { DescriberErrorCode } from '../../core/errors.js';

const UNUSABLE_ANSWERS: ReadonlySet<DescriberErrorCode> = new Set<DescriberErrorCode>([
  'answer-too-large',
  'answer-truncated',
  'schema-violation',
  'empty-answer',
  'refused',
  'too-short',
  'wrong-language',
  'duplicated',
  'follows-injection',
]);

/**
 * True when an answer came that cannot be used: it is paid for and may be mended. Every other code means that no
 * answer came. Decided by the code alone, so that the ledger, the retries and the repair agree.
 */
export function isUnusableAnswer(code: DescriberErrorCode): boolean {
  return UNUSABLE_ANSWERS.has(code);
}
