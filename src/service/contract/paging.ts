import { z } from 'zod';

/** Opaque place in a list; it belongs to the request that gave it and is refused with another one. */
export const cursor = z
  .string()
  .min(1)
  // The longest id, every character of it escaped.
  .max(6000)
  .describe('`nextCursor` of the page before; only valid with the same other parameters');

/** Null on the last page. */
export const nextCursor = z
  .string()
  .nullable()
  .describe('Give it as `cursor` for the next page; null on the last one');

export const PAGE_LIMITS = { default: 50, most: 200 } as const;

/** Items of a page, as a query parameter. */
export const pageLimit = z.coerce
  .number()
  .int()
  .min(1)
  .max(PAGE_LIMITS.most)
  .default(PAGE_LIMITS.default)
  .describe('Items of a page');

export const RESULT_LIMITS = { default: 10, most: 200 } as const;

export const whereText = z
  .string()
  .min(1)
  .max(2000)
  .describe(
    'Filter, for example: duration < 10 and (tag = "cat" or label.kind = "music") and not cluster in (1, 2). ' +
      'The grammar stands in src/service/filter/README.md',
  );

/** `true` and `false` of a query string. */
export const queryFlag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
