import { z } from 'zod';
import { failedInput } from './embed-report.js';
import { stageTimings } from './stage-timings.js';

/** `vidtoken describe --json`. */
export const describeReport = z.object({
  scanned: z.number().int(),
  /** Videos whose description was written or replaced. */
  described: z.number().int(),
  /** Videos whose description came from the same describer and prompt already. */
  unchanged: z.number().int(),
  failed: z.array(failedInput),
  /** Stored descriptions by describer after the run. */
  describers: z.record(z.string(), z.number().int()),
  dryRun: z.boolean(),
  seconds: z.number().nonnegative(),
  stages: stageTimings,
});
export type DescribeReport = z.infer<typeof describeReport>;
