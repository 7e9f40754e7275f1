import { z } from 'zod';

/** What one describer used in a run. */
export const describerUsage = z.object({
  describerId: z.string(),
  /** `none` for describers without a model. */
  model: z.string(),
  /** Calls that reached the model. */
  calls: z.number().int(),
  /** Answers that the store had already. */
  cached: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** US dollars by the price table; null when the price of the model is not known. */
  costUsd: z.number().nullable(),
  /** Upper bound in US dollars of calls whose usage never arrived; not part of `costUsd`. */
  possibleCostUsd: z.number(),
  /** Answers that were not accepted the first time. */
  rejected: z.number().int(),
  /** Calls that gave no answer. */
  failed: z.number().int(),
  retries: z.number().int(),
});
export type DescriberUsage = z.infer<typeof describerUsage>;

/** A video whose description was not accepted, or never came. */
export const quarantinedVideo = z.object({
  id: z.string(),
  describerId: z.string(),
  code: z.string(),
  reason: z.string(),
  /** Tried again with the next run; the others with `--retry-failed`. */
  retryable: z.boolean(),
});

/** Upper bound of what describing would use. */
export const describeEstimate = z.object({
  /** Calls for answers that the store does not have yet. */
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** US dollars at most; null when the price is not known. */
  costUsd: z.number().nullable(),
  /** US dollars by what earlier calls with this prompt and model used; null without any. */
  expectedCostUsd: z.number().nullable(),
});

/** What the describers of a run did. */
export const teacherReport = z.object({
  /** In the order in which they were asked. */
  describers: z.array(z.string()),
  /** Why these. */
  why: z.string(),
  described: z.number().int(),
  unchanged: z.number().int(),
  /** Nobody had anything to say, or outside of `--sample`. */
  skipped: z.number().int(),
  /** Rows that were imported as features: there is no file to look at. */
  withoutMedia: z.number().int(),
  quarantined: z.array(quarantinedVideo),
  usage: z.array(describerUsage),
  /** Present when the budget, or an endpoint that was down for too long, ended the run before all were described. */
  stopped: z
    .object({ reason: z.enum(['budget', 'describer-unavailable']), remaining: z.number().int() })
    .nullable(),
  /** With `--dry-run`. */
  estimate: describeEstimate.nullable(),
});
export type TeacherReport = z.infer<typeof teacherReport>;
