import { z } from 'zod';

/** Stable codes of the HTTP interface itself; codes of VidtokenError and InputError come as they are. */
export const PROBLEM_CODES = [
  'invalid-request',
  'invalid-filter',
  'invalid-cursor',
  'unauthorised',
  'forbidden',
  'no-such-route',
  'method-not-allowed',
  'no-such-video',
  'no-such-job',
  'no-such-cluster',
  'no-such-run',
  'no-such-model',
  'no-such-user',
  'no-media',
  'no-thumbnail',
  'no-map',
  'conflict',
  'body-too-large',
  'unsupported-media-type',
  'range-not-satisfiable',
  'rate-limited',
  'queue-full',
  'timeout',
  'not-available',
  'shutting-down',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** RFC 9457. */
export const problem = z
  .object({
    type: z.string().describe('`about:blank`, or the address of a page about this code'),
    title: z.string(),
    status: z.number().int(),
    code: z.string().describe('Stable: programs match on it'),
    detail: z.string().describe('What went wrong, with which value'),
    hint: z.string().optional().describe('What can be done next'),
    instance: z.string().describe('Id of the request, as in the logs and the header `x-request-id`'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Every field that is wrong'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;
