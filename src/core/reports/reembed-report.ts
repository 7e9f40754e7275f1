import { z } from 'zod';
import { stageTimings } from './stage-timings.js';

/** `vidtoken reembed --json`. */
export const reembedReport = z.object({
  spaceId: z.string(),
  /** Videos that had no token before. */
  embedded: z.number().int(),
  /** Videos whose token was of another space. */
  reembedded: z.number().int(),
  stored: z.number().int(),
  seconds: z.number().nonnegative(),
  stages: stageTimings,
});
export type ReembedReport = z.infer<typeof reembedReport>;
