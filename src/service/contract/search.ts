import { z } from 'zod';
import { cursor, RESULT_LIMITS, whereText } from './paging.js';
import { diversify, videoId } from './video.js';

export const TEXT_MODES = ['words', 'semantic', 'hybrid', 'auto'] as const;

/** Base64 of 6 MB. */
const FRAME_CHARACTERS = 8_000_000;

const what = {
  videoId: videoId.optional().describe('Like this stored video'),
  text: z.string().trim().min(1).max(1000).optional().describe('Words'),
  vector: z
    .array(z.number())
    .min(1)
    .max(8192)
    .optional()
    .describe('In the space of the tokens; any length but 0'),
  frame: z.base64().max(FRAME_CHARACTERS).optional().describe('JPEG, PNG or WebP picture'),
};

export const searchRequest = z
  .strictObject({
    ...what,
    mode: z
      .enum(TEXT_MODES)
      .default('auto')
      .describe(
        'For `text`: full-text search, meaning (needs a text tower), or both by reciprocal rank fusion; `auto` is hybrid where there is a text tower',
      ),
    k: z.number().int().min(1).max(RESULT_LIMITS.most).default(RESULT_LIMITS.default),
    cursor: cursor.optional(),
    where: whereText.optional(),
    diversify: diversify.default(0),
    exact: z.boolean().default(false).describe('Compare with every vector instead of using the index'),
    explain: z.boolean().default(false).describe('Fill `reason` of each hit'),
  })
  .refine(
    (request) =>
      Object.keys(what).filter((name) => request[name as keyof typeof what] !== undefined).length === 1,
    {
      error: 'give exactly one of videoId, text, vector and frame',
    },
  )
  .meta({ id: 'SearchRequest' });
export type SearchRequest = z.infer<typeof searchRequest>;
