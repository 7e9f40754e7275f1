import { setMaxListeners } from 'node:events';
import type { Describer } from '../../core/description.js';
import { VidtokenError } from '../../core/errors.js';
import { type ModelPrice, type PriceTable, priceOf } from '../../core/prices.js';
import type { DescriberUsage } from '../../core/reports/teacher-report.js';
import type { Clock, Logger, Sleep } from '../../core/runtime.js';
import type { AnswerTable } from '../../core/store.js';
import type { Random } from '../../math/random.js';
import { createAnswerLookup } from './answer-lookup.js';
import { NO_MODEL } from './answer-rows.js';
import type { Budget } from './budget.js';
import { createCallBounds } from './call-bounds.js';
import { type CallLimits, DEFAULT_CALL_LIMITS } from './call-limits.js';
import { createCircuitBreaker } from './circuit-breaker.js';
import { createDuplicateWatch } from './duplicate-watch.js';
import { createRateLimiter } from './rate-limiter.js';
import { createUsageTally } from './usage-tally.js';
import { withCache } from './with-cache.js';
import { withCallTimeout } from './with-call-timeout.js';
import { withCircuitBreaker } from './with-circuit-breaker.js';
import { withConcurrency } from './with-concurrency.js';
import { withLedger } from './with-ledger.js';
import { withPreparation } from './with-preparation.js';
import { type FindAnswerFault, withQualityGate } from './with-quality-gate.js';
import { withRateLimit } from './with-rate-limit.js';
import { withRepair } from './with-repair.js';
import { withRetry } from './with-retry.js';

export interface WrapperServices {
  readonly answers: AnswerTable;
  readonly prices: PriceTable;
  /** Of the run, shared by all its describers; nothing limits the spending without it. */
  readonly budget?: Budget;
  readonly runId: string;
  /** Ask again for what earlier runs gave up. */
  readonly retryFailed: boolean;
  readonly answerFault: FindAnswerFault;
  /** Over `DEFAULT_CALL_LIMITS`. */
  readonly limits?: Partial<CallLimits>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly random: Random;
  readonly logger: Logger;
}

export interface WrappedDescriber extends Describer {
  /** What it used in this run; empty for a describer that answers from facts. */
  usage(): DescriberUsage[];
}

/**
 * Everything around a describer that looks at the file, from the outside in:
 *
 * 1. cache – a stored answer costs nothing below, also when the budget is spent; behind it, a model is made ready once;
 * 2. repair – a second question about an answer that cannot be used;
 * 3. retry – its waits are outside of the slots, so that others use them meanwhile;
 * 4. concurrency – a slot for one call, with all waiting that belongs to it;
 * 5. rate limit and 6. circuit breaker – when this call may start;
 * 7. ledger – money is set aside, settled and recorded for each single call;
 * 8. quality gate – inside the ledger, because its verdict is part of the record;
 * 9. time limit – of the call alone.
 *
 * Ask for a few more descriptions at a time than `concurrency`: then a call that waits for its next attempt keeps no
 * slot idle, and a video that breaks its endpoint is not the only one to probe an outage with. Describers that answer
 * from facts pass through as they are.
 *
 * `describe` also throws BudgetExhausted when the budget does not allow one more call, and VidtokenError
 * `describer-unavailable` after a long outage.
 *
 * @throws VidtokenError `configuration` for a budget over a model whose price is not known
 */
export function wrapDescriber(describer: Describer, services: WrapperServices): WrappedDescriber {
  if (describer.needs === 'facts') return { ...describer, usage: () => [] };
  const { answers, answerFault, budget, runId, clock, sleep, logger, random } = services;
  const limits = { ...DEFAULT_CALL_LIMITS, ...services.limits };
  const price = knownPrice(describer, services);
  const tally = createUsageTally({ describerId: describer.id, model: describer.model ?? NO_MODEL });
  const lookup = createAnswerLookup(answers);
  const bounds = createCallBounds({ describer, price, logger });
  const breaker = createCircuitBreaker({
    ...limits,
    name: `The describer "${describer.id}"`,
    failureLimit: limits.outageFailures,
    clock,
    sleep,
    logger,
  });
  // Describers that cannot mend say the same of similar pictures by nature: captions come from a small set.
  const duplicates = describer.canRepair ? createDuplicateWatch({ limit: limits.duplicateLimit }) : undefined;

  const timed = withCallTimeout(describer, { callTimeoutMs: limits.callTimeoutMs, sleep });
  const judged = withQualityGate(timed, { answerFault, duplicates });
  const booked = withLedger(judged, { answers, lookup, bounds, price, budget, tally, runId, clock });
  const guarded = withCircuitBreaker(booked, breaker);
  const limiter = createRateLimiter({ ...limits, clock, sleep });
  const paced = withRateLimit(guarded, {
    limiter,
    bounds,
    longestRetryAfterMs: limits.longestRetryAfterMs,
  });
  const bounded = withConcurrency(paced);
  const retried = withRetry(bounded, {
    ...limits,
    breaker,
    onRetry: () => tally.countRetry(),
    random,
    sleep,
  });
  const mended = withRepair(retried);
  const prepared = withPreparation(mended);
  const cached = withCache(prepared, {
    lookup,
    retryFailed: services.retryFailed,
    runId,
    onCached({ text }, { contentHash }) {
      tally.countCached();
      duplicates?.note(text, contentHash);
    },
  });
  return {
    ...cached,
    async describe(input, options) {
      // Every call under way listens to the one signal of its batch: many listeners are no leak here.
      setMaxListeners(0, options.signal);
      return cached.describe(input, options);
    },
    usage: () => [tally.summary()],
  };
}

function knownPrice(describer: Describer, { prices, budget }: WrapperServices): ModelPrice | undefined {
  const price = priceOf(prices, describer.model);
  if (price !== undefined || budget === undefined || describer.estimate === undefined) return price;
  const { id, model = NO_MODEL } = describer;
  throw new VidtokenError({
    code: 'configuration',
    message: `A budget cannot be kept: the price of the model "${model}" of the describer "${id}" is not known.`,
    hint: 'State US dollars per million tokens with --price <input>,<output> (0,0 when it is free), or in a file with --prices.',
    facts: { describer: id, model },
  });
}
