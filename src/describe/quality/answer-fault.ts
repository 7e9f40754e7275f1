import type { DescribeInput, Description } from '../../core/description.js';
import type { AnswerFault } from '../wrappers/with-quality-gate.js';
import { injectionFault } from './injection-fault.js';
import { isInLanguage } from './is-in-language.js';
import { plainWords } from './plain-words.js';
import { isRefusal } from './refusal.js';

export interface AnswerChecks {
  /** Everything that the model was told to do; `''` for describers without a prompt. */
  readonly promptText: string;
  /** English name of the language that was asked for. */
  readonly language: string;
}

/** Different words; a text with fewer, or one that repeats them, teaches nothing. */
const FEWEST_WORDS = 4;
/** Languages that are written without spaces. */
const FEWEST_UNSPACED_LETTERS = 8;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

/**
 * What makes an answer unusable: it is empty, declines, is too short, is in another language, or followed an
 * instruction out of a stranger's text. Reasons hold no words of the answer or of strangers, for they are shown to the
 * model again.
 */
export function answerFault(
  description: Pick<Description, 'structured' | 'text'>,
  input: Pick<DescribeInput, 'text'>,
  checks: AnswerChecks,
): AnswerFault | undefined {
  const main = description.structured?.summary ?? description.text;
  if (main.trim() === '') return { code: 'empty-answer', reason: 'The answer is empty.' };
  if (isRefusal(main)) return { code: 'refused', reason: 'The answer declines to describe the video.' };
  const injected = injectionFault(description, input.text, checks);
  if (injected !== undefined) return { code: 'follows-injection', reason: injected };
  if (
    new Set(plainWords(main)).size < FEWEST_WORDS &&
    (main.match(UNSPACED)?.length ?? 0) < FEWEST_UNSPACED_LETTERS
  ) {
    return { code: 'too-short', reason: `The summary has fewer than ${FEWEST_WORDS} different words.` };
  }
  if (!isInLanguage(main, checks.language)) {
    return { code: 'wrong-language', reason: `The summary is not in ${checks.language}.` };
  }
  return undefined;
}
