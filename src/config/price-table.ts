import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../core/errors.js';
import type { ModelPrice, PriceTable } from '../core/prices.js';
import { BUILT_IN_PRICES } from './built-in-prices.js';

const perMillionUsd = z.number().nonnegative();
const priceTableSchema = z.record(
  z.string().min(1),
  z.strictObject({ inputPerMillionUsd: perMillionUsd, outputPerMillionUsd: perMillionUsd }),
);

const EXAMPLE = '{"my-model": {"inputPerMillionUsd": 0.15, "outputPerMillionUsd": 0.6}}';
const PRICE_PATTERN = /^(?<input>\d+(?:\.\d+)?),(?<output>\d+(?:\.\d+)?)$/;

/**
 * The built-in list prices; a file wins over them model by model. A price of 0 must be stated there: an endpoint on
 * this computer is not free by itself.
 *
 * @param options.path JSON file of `--prices`; without it the one that `VIDTOKEN_PRICES` names, if any
 * @throws VidtokenError `configuration` naming the file and the field
 */
export async function readPriceTable(
  options: { readonly path?: string; readonly environment?: NodeJS.ProcessEnv } = {},
): Promise<PriceTable> {
  const { VIDTOKEN_PRICES } = options.environment ?? process.env;
  const file = options.path ?? VIDTOKEN_PRICES;
  if (file === undefined || file === '') return BUILT_IN_PRICES;
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw unusable(file, messageOf(error), error);
  }
  const parsed = priceTableSchema.safeParse(value);
  if (!parsed.success) throw unusable(file, z.prettifyError(parsed.error), parsed.error);
  return { ...BUILT_IN_PRICES, ...parsed.data };
}

/**
 * `--price <input>,<output>`: US dollars per million tokens of the chosen model, `0,0` when its calls are free.
 * @throws VidtokenError `usage`
 */
export function parseModelPrice(text: string): ModelPrice {
  const { input, output } = PRICE_PATTERN.exec(text.replaceAll(' ', ''))?.groups ?? {};
  if (input === undefined || output === undefined) {
    throw new VidtokenError({
      code: 'usage',
      message: `"${text}" is not a price: expected two numbers, US dollars per million tokens in and out.`,
      hint: 'For example --price 0.15,0.60, or --price 0,0 for calls that are free.',
    });
  }
  return { inputPerMillionUsd: Number(input), outputPerMillionUsd: Number(output) };
}

function unusable(file: string, reason: string, cause: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The price table ${file} cannot be used: ${reason}.`,
    hint: `Write US dollars per million tokens by model, for example ${EXAMPLE}.`,
    facts: { file },
    cause,
  });
}
