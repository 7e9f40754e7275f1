import { z } from 'zod';

/** Wall-clock seconds and finished items of one stage. Stages overlap, so seconds need not add up. */
export const stageTimings = z.record(
  z.string(),
  z.object({ seconds: z.number().nonnegative(), items: z.number().int().nonnegative() }),
);
export type StageTimings = z.infer<typeof stageTimings>;
