import type { TokenUsage } from '../../core/description.js';
import type { ModelPrice } from '../../core/prices.js';

/** Pico-dollars per token are millionths of dollars per million tokens: whole numbers for every price on sale. */
const PICO_PER_TOKEN = 1e6;
const PICO_IN_NANO = 1000;

/**
 * Cost of one call in whole nano-dollars, rounded up once, so that what is counted is never below the invoice.
 * Exact for whole micro-dollars per million tokens.
 */
export function callCostNano(price: ModelPrice, usage: TokenUsage): number {
  const input = usage.inputTokens * Math.round(price.inputPerMillionUsd * PICO_PER_TOKEN);
  const output = usage.outputTokens * Math.round(price.outputPerMillionUsd * PICO_PER_TOKEN);
  return Math.ceil((input + output) / PICO_IN_NANO);
}
