import { z } from 'zod';
import { ERROR_CODES, FAILURE_CODES } from '../../core/errors.js';

/** What the service asks its encoder process, one JSON object a line. */
export const encodeWork = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    /** Absolute. */
    path: z.string(),
    title: z.string().optional(),
    tags: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal('picture'), base64: z.string() }),
  z.object({ kind: z.literal('words'), words: z.string() }),
  z.object({ kind: z.literal('explanation'), videoId: z.string() }),
]);
export type EncodeWork = z.infer<typeof encodeWork>;

const facts = { message: z.string(), hint: z.string().optional(), retryable: z.boolean() };

/** An error that keeps its class, its code and its hint on the way between the processes. */
export const encodeFailure = z.discriminatedUnion('of', [
  z.object({ of: z.literal('input'), code: z.enum(FAILURE_CODES), ...facts }),
  z.object({ of: z.literal('work'), code: z.enum(ERROR_CODES), ...facts }),
]);
export type EncodeFailure = z.infer<typeof encodeFailure>;

export const encodeAnswer = z.union([
  z.object({ result: z.unknown() }),
  z.object({ failure: encodeFailure }),
]);
export type EncodeAnswer = z.infer<typeof encodeAnswer>;
