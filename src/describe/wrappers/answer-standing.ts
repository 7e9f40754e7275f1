import type { Description } from '../../core/description.js';
import type { AnswerRecord } from '../../core/record.js';
import { acceptedIn, type Rejection, rejectionsIn } from './answer-rows.js';

/** What the calls made so far mean for the next request for the same key. */
export type AnswerStanding =
  | { readonly kind: 'accepted'; readonly description: Description }
  /** Tried as often as it may be. */
  | { readonly kind: 'given-up'; readonly rejection: Rejection }
  /** The first answer was rejected, and the run ended before the attempt to mend it. */
  | { readonly kind: 'to-mend'; readonly rejection: Rejection }
  | { readonly kind: 'unasked' };

export interface StandingOptions {
  readonly canRepair: boolean;
  /** Ask again for what earlier runs gave up. What this run gave up stays so. */
  readonly retryFailed: boolean;
  readonly runId: string;
}

/**
 * A round is one question and, for describers that can mend, one repair: rejections come in pairs, and an odd one is
 * a round that was cut short. Failed calls gave no answer and do not count.
 */
export function answerStanding(rows: readonly AnswerRecord[], options: StandingOptions): AnswerStanding {
  const description = acceptedIn(rows);
  if (description !== undefined) return { kind: 'accepted', description };
  const rejections = rejectionsIn(rows);
  const rejection = rejections.at(-1);
  if (rejection === undefined) return { kind: 'unasked' };
  if (options.canRepair && rejections.length % 2 === 1) return { kind: 'to-mend', rejection };
  const isAskedAgain = options.retryFailed && rejection.runId !== options.runId;
  return isAskedAgain ? { kind: 'unasked' } : { kind: 'given-up', rejection };
}
