import { z } from 'zod';
import { stageTimings } from './stage-timings.js';

/** `vidtoken reembed --json`. */
export const reembedReport = z.object({
  spaceId: z.string(),
  /** Videos that had no token before. */
  embedded: z.number().int(),
  /** Videos whose token was of another space. */
  reembedded: z.number().int(),
  /** True when the token centres were of an older space, or rows had no cluster. */
  reclustered: z.boolean(),
  stored: z.number().int(),
  seconds: z.number().nonnegative(),
  stages: stageTimings,
});
export type ReembedReport = z.infer<typeof reembedReport>;
