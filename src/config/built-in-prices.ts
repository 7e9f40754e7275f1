import type { ModelPrice, PriceTable } from '../core/prices.js';

const price = (inputPerMillionUsd: number, outputPerMillionUsd: number): ModelPrice => ({
  inputPerMillionUsd,
  outputPerMillionUsd,
});

/**
 * Public list prices as their makers published them in 2025 (OpenAI: platform pricing page, standard tier; Google:
 * Gemini API pricing page, paid tier, text, image and video input), without discounts for cached input or batches.
 * Makers change prices: check them, and state others with `--prices` or `--price`.
 */
export const BUILT_IN_PRICES: PriceTable = {
  'gpt-4o': price(2.5, 10),
  // The first snapshot kept the price of its launch.
  'gpt-4o-2024-05-13': price(5, 15),
  'gpt-4o-mini': price(0.15, 0.6),
  'gpt-4.1': price(2, 8),
  'gpt-4.1-mini': price(0.4, 1.6),
  'gpt-4.1-nano': price(0.1, 0.4),
  'gpt-5': price(1.25, 10),
  'gpt-5-mini': price(0.25, 2),
  'gpt-5-nano': price(0.05, 0.4),
  'gemini-2.5-flash': price(0.3, 2.5),
  'gemini-2.5-flash-lite': price(0.1, 0.4),
};
