import type { DescribeInput, DescribeOptions, Describer, Description } from '../../core/description.js';
import type { ModelPrice } from '../../core/prices.js';
import type { Clock } from '../../core/runtime.js';
import type { AnswerTable } from '../../core/store.js';
import { answerKey } from './answer-key.js';
import type { AnswerLookup } from './answer-lookup.js';
import { answerRecord } from './answer-record.js';
import type { Budget } from './budget.js';
import type { CallBounds } from './call-bounds.js';
import { acceptedOutcome, failedOutcome, priceCall } from './call-outcome.js';
import type { UsageTally } from './usage-tally.js';

export interface LedgerOptions {
  readonly answers: Pick<AnswerTable, 'record'>;
  readonly lookup: AnswerLookup;
  readonly bounds: CallBounds;
  /** Absent when the price of the model is not known. */
  readonly price: ModelPrice | undefined;
  /** Absent when nothing limits the spending. */
  readonly budget: Budget | undefined;
  readonly tally: UsageTally;
  readonly runId: string;
  readonly clock: Clock;
}

type CallResult = { readonly description: Description | undefined } | { readonly error: unknown };

/**
 * The money of every single call: its upper bound is set aside before it is made, what it cost is settled after, and
 * one row is durable before anybody sees the answer. Answers leave a row, usable or not, and so do calls that may
 * have been billed without one. A call that certainly cost nothing (refused connection, 4xx, 429, 5xx) leaves none:
 * it holds nothing that a later run could use. An abort in the middle of a call counts as possible cost.
 *
 * @throws BudgetExhausted instead of a call that could pass the budget
 */
export function withLedger(describer: Describer, options: LedgerOptions): Describer {
  const { answers, lookup, bounds, price, budget, tally, runId, clock } = options;
  return {
    ...describer,
    async describe(input, call) {
      const bound = bounds.of(input, call.repair);
      const boundNano = bound?.costNano ?? 0;
      const reservation = boundNano > 0 ? await budget?.reserve(boundNano, call.signal) : undefined;
      if (call.signal.aborted) reservation?.settle(0);
      call.signal.throwIfAborted();
      const result = await attempt(describer, input, call);
      const outcome = 'error' in result ? failedOutcome(result.error) : acceptedOutcome(result.description);
      if (outcome === undefined) {
        reservation?.settle(0);
        return settled(result);
      }
      const counted = priceCall(outcome, { bound, price });
      if (bound !== undefined && outcome.usage !== undefined) bounds.learn(bound, outcome.usage);
      reservation?.settle(counted.costNano ?? counted.possibleCostNano ?? 0);
      tally.countCall(counted);
      if (outcome.outcome !== 'failed' || (outcome.mayHaveCost && bound !== undefined)) {
        const { contentHash } = input;
        const earlierCalls = (await lookup(answerKey(describer, contentHash))).length;
        const atMs = clock();
        await answers.record(
          answerRecord({ describer, contentHash, earlierCalls, outcome, counted, runId, atMs }),
        );
      }
      return settled(result);
    },
  };
}

/** One call, whatever comes of it, as the answer of this very describer: the cache gives the same answer later. */
async function attempt(
  describer: Describer,
  input: DescribeInput,
  options: DescribeOptions,
): Promise<CallResult> {
  try {
    const description = await describer.describe(input, options);
    if (description === undefined) return { description };
    const { id: describerId, promptHash, model } = describer;
    const { text, structured, usage } = description;
    return {
      description: {
        text,
        describerId,
        promptHash,
        ...(model === undefined ? {} : { model }),
        ...(structured === undefined ? {} : { structured }),
        ...(usage === undefined ? {} : { usage }),
      },
    };
  } catch (error) {
    return { error };
  }
}

function settled(result: CallResult): Description | undefined {
  if ('error' in result) throw result.error;
  return result.description;
}
