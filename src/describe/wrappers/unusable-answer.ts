import { type DescriberErrorCode, UNUSABLE_ANSWER_CODES } from '../../core/errors.js';

const UNUSABLE_ANSWERS: ReadonlySet<DescriberErrorCode> = new Set(UNUSABLE_ANSWER_CODES);

/**
 * True when an answer came that cannot be used: it is paid for and may be mended. Every other code means that no
 * answer came. Decided by the code alone, so that the ledger, the retries and the repair agree.
 */
export function isUnusableAnswer(code: DescriberErrorCode): boolean {
  return UNUSABLE_ANSWERS.has(code);
}
