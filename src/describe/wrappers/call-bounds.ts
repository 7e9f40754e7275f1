import type { CallEstimate, DescribeInput, Describer, Repair, TokenUsage } from '../../core/description.js';
import type { ModelPrice } from '../../core/prices.js';
import type { Logger } from '../../core/runtime.js';
import { callCostNano } from './call-cost.js';

/** Fences and wording around an answer that is shown again; generous. */
const REPAIR_WORDING_TOKENS = 256;

/** The most that one call is expected to use. */
export interface CallBound {
  /** What the describer said, before anything was learned. */
  readonly estimate: CallEstimate;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Whole nano-dollars; absent when the price of the model is not known. */
  readonly costNano?: number;
}

export interface CallBounds {
  /** `undefined` when calls of the describer cost nothing. */
  of(input: DescribeInput, repair: Repair | undefined): CallBound | undefined;
  /** A call that used more than its describer had estimated raises the bounds of all later ones by its ratio. */
  learn(bound: CallBound, usage: TokenUsage): void;
}

export interface CallBoundsOptions {
  readonly describer: Pick<Describer, 'id' | 'model' | 'estimate'>;
  readonly price: ModelPrice | undefined;
  readonly logger: Logger;
}

/**
 * Bounds by the describer's own estimate. A repair shows the rejected answer and the reason again: a token stands
 * for at least one byte, so that their length in UTF-8 bounds what they add.
 */
export function createCallBounds({ describer, price, logger }: CallBoundsOptions): CallBounds {
  let inputFactor = 1;
  let outputFactor = 1;
  return {
    of(input, repair) {
      const first = describer.estimate?.(input);
      if (first === undefined) return undefined;
      const estimate = { ...first, inputTokens: first.inputTokens + repairTokens(repair) };
      const inputTokens = Math.ceil(estimate.inputTokens * inputFactor);
      const outputTokens = Math.ceil(estimate.outputTokens * outputFactor);
      const tokens = { estimate, inputTokens, outputTokens };
      return price === undefined ? tokens : { ...tokens, costNano: callCostNano(price, tokens) };
    },
    learn({ estimate }, usage) {
      const input = usage.inputTokens / Math.max(1, estimate.inputTokens);
      const output = usage.outputTokens / Math.max(1, estimate.outputTokens);
      if (input <= inputFactor && output <= outputFactor) return;
      inputFactor = Math.max(inputFactor, input);
      outputFactor = Math.max(outputFactor, output);
      logger.warn(
        { describer: describer.id, model: describer.model, estimate, usage, inputFactor, outputFactor },
        'A call used more tokens than were estimated. The bounds of later calls are raised; the budget may be passed by the difference.',
      );
    },
  };
}

function repairTokens(repair: Repair | undefined): number {
  if (repair === undefined) return 0;
  return REPAIR_WORDING_TOKENS + Buffer.byteLength(repair.answer) + Buffer.byteLength(repair.reason);
}
