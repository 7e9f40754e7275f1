import type { Description, StructuredDescription, TokenUsage } from '../../core/description.js';
import {
  DescriberError,
  type DescriberErrorCode,
  InputError,
  messageOf,
  VidtokenError,
} from '../../core/errors.js';
import type { ModelPrice } from '../../core/prices.js';
import type { CallBound } from './call-bounds.js';
import { callCostNano } from './call-cost.js';
import { isUnusableAnswer } from './unusable-answer.js';
import type { CountedCall } from './usage-tally.js';

/** What came of one call, before it is priced. */
export interface CallOutcome {
  readonly outcome: CountedCall['outcome'];
  readonly code?: DescriberErrorCode;
  readonly reason?: string;
  /** The description, or what came back and was rejected. */
  readonly text?: string;
  readonly structured?: StructuredDescription;
  readonly usage?: TokenUsage;
  /** Billed, or nobody knows. */
  readonly mayHaveCost: boolean;
}

/** @returns `undefined` when the describer had nothing to go by and did not call its model */
export function acceptedOutcome(description: Description | undefined): CallOutcome | undefined {
  if (description === undefined) return undefined;
  const { text, structured, usage } = description;
  return {
    outcome: 'accepted',
    text,
    ...(structured === undefined ? {} : { structured }),
    ...(usage === undefined ? {} : { usage }),
    mayHaveCost: true,
  };
}

/**
 * Reads what an error says about its call. An abort or a defect in the middle of a call leaves open whether it is
 * billed, so that it counts as possible cost.
 *
 * @returns `undefined` when the model was not called: the file cannot be read, or the command cannot go on
 */
export function failedOutcome(error: unknown): CallOutcome | undefined {
  if (error instanceof InputError || error instanceof VidtokenError) return undefined;
  if (!(error instanceof DescriberError)) {
    const reason = `The call was broken off while it was under way: ${messageOf(error)}`;
    return { outcome: 'failed', reason, mayHaveCost: true };
  }
  const { code, message, answer, usage } = error;
  if (code === 'media-unreadable') return undefined;
  const isAnswer = isUnusableAnswer(code);
  return {
    outcome: isAnswer ? 'rejected' : 'failed',
    code,
    reason: message,
    ...(isAnswer && answer !== undefined ? { text: answer } : {}),
    ...(usage === undefined ? {} : { usage }),
    mayHaveCost: isAnswer || error.mayHaveCost || usage !== undefined,
  };
}

/**
 * Puts a price on a call: what its usage costs, else its upper bound as possible cost. A describer without a bound is
 * free; without a price the cost stays unknown, never 0.
 */
export function priceCall(
  { outcome, usage, mayHaveCost }: CallOutcome,
  { bound, price }: { readonly bound: CallBound | undefined; readonly price: ModelPrice | undefined },
): CountedCall {
  const counted = { outcome, ...(usage === undefined ? {} : { usage }), isUnpriced: false };
  if (!mayHaveCost) return counted;
  if (bound === undefined) return { ...counted, costNano: 0 };
  if (price === undefined || bound.costNano === undefined) return { ...counted, isUnpriced: true };
  if (usage !== undefined) return { ...counted, costNano: callCostNano(price, usage) };
  return { ...counted, possibleCostNano: bound.costNano };
}
