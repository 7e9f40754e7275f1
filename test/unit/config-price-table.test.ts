import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_PRICES } from '../../src/config/built-in-prices.js';
import { parseModelPrice, readPriceTable } from '../../src/config/price-table.js';
import { priceOf } from '../../src/core/prices.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function fileWith(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'prices.json');
  await writeFile(path, text);
  return path;
}

const noEnvironment = {};

describe('the price of a model', () => {
  it('is found by its name and by the name of a dated snapshot', () => {
    const mini = { inputPerMillionUsd: 0.15, outputPerMillionUsd: 0.6 };
    expect(priceOf(BUILT_IN_PRICES, 'gpt-4o-mini')).toEqual(mini);
    expect(priceOf(BUILT_IN_PRICES, 'gpt-4o-mini-2024-07-18')).toEqual(mini);
    expect(priceOf(BUILT_IN_PRICES, 'gpt-4o-mini-20240718')).toEqual(mini);
  });

  it('is that of the snapshot itself when the table has it', () => {
    expect(priceOf(BUILT_IN_PRICES, 'gpt-4o-2024-05-13')).toEqual({
      inputPerMillionUsd: 5,
      outputPerMillionUsd: 15,
    });
  });

  it.each(['gpt-4o-mini-tuned', 'my-gpt-4o', 'GPT-4o', 'gpt-4o-mini-2024-07', '__proto__', 'constructor'])(
    'is not known for %s',
    (model) => {
      expect(priceOf(BUILT_IN_PRICES, model)).toBeUndefined();
    },
  );

  it('is not known without a model', () => {
    expect(priceOf(BUILT_IN_PRICES, undefined)).toBeUndefined();
  });
});

describe('the price table', () => {
  it('is the built-in one without a file', async () => {
    expect(await readPriceTable({ environment: noEnvironment })).toBe(BUILT_IN_PRICES);
  });

  it('takes the prices of a file over the built-in ones, model by model', async () => {
    const path = await fileWith(
      '{"gpt-4o": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 2},' +
        ' "at-home": {"inputPerMillionUsd": 0, "outputPerMillionUsd": 0}}',
    );
    const prices = await readPriceTable({ path, environment: noEnvironment });
    expect(prices['gpt-4o']).toEqual({ inputPerMillionUsd: 1, outputPerMillionUsd: 2 });
    expect(prices['at-home']).toEqual({ inputPerMillionUsd: 0, outputPerMillionUsd: 0 });
    expect(prices['gpt-5']).toEqual(BUILT_IN_PRICES['gpt-5']);
  });

  it('finds its file in VIDTOKEN_PRICES, and an option wins over it', async () => {
    const named = await fileWith('{"model": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 1}}');
    const given = await fileWith('{"model": {"inputPerMillionUsd": 2, "outputPerMillionUsd": 2}}');
    const environment = { VIDTOKEN_PRICES: named };
    const one = { inputPerMillionUsd: 1, outputPerMillionUsd: 1 };
    const two = { inputPerMillionUsd: 2, outputPerMillionUsd: 2 };
    expect(await readPriceTable({ environment })).toMatchObject({ model: one });
    expect(await readPriceTable({ path: given, environment })).toMatchObject({ model: two });
  });

  it.each([
    ['a negative price', '{"m": {"inputPerMillionUsd": -1, "outputPerMillionUsd": 1}}', /inputPerMillionUsd/],
    ['half a price', '{"m": {"inputPerMillionUsd": 1}}', /outputPerMillionUsd/],
    ['a price as text', '{"m": {"inputPerMillionUsd": "1", "outputPerMillionUsd": 1}}', /expected number/],
    ['a misspelt field', '{"m": {"inputPerMillion": 1, "outputPerMillionUsd": 1}}', /inputPerMillion/],
    ['a list', '[]', /expected record/],
    ['no JSON', 'gpt-4o: 2.5', /JSON/],
  ])('refuses %s and names the file', async (_name, text, reason) => {
    const path = await fileWith(text);
    const reading = readPriceTable({ path, environment: noEnvironment });
    await expect(reading).rejects.toMatchObject({
      code: 'configuration',
      facts: { file: path },
      message: expect.stringMatching(reason),
    });
  });

  it('refuses a file that is not there', async () => {
    await expect(readPriceTable({ path: '/nowhere/prices.json' })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('/nowhere/prices.json'),
    });
  });
});

describe('a price on the command line', () => {
  it('is two numbers, for tokens in and out', () => {
    expect(parseModelPrice('0.15,0.60')).toEqual({ inputPerMillionUsd: 0.15, outputPerMillionUsd: 0.6 });
    expect(parseModelPrice('0, 0')).toEqual({ inputPerMillionUsd: 0, outputPerMillionUsd: 0 });
  });

  it.each(['', '1', '1,', '1,2,3', '-1,2', 'free', '1e3,1', '0.1;0.2'])('refuses "%s"', (text) => {
    expect(() => parseModelPrice(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
