import { z } from 'zod';
import { failedInput } from './embed-report.js';
import { stageTimings } from './stage-timings.js';
import { teacherReport } from './teacher-report.js';

/** `vidtoken describe --json`. */
export const describeReport = z.object({
  scanned: z.number().int(),
  /** Videos whose description was written or replaced. */
  described: z.number().int(),
  /** Videos whose description stayed as it was. */
  unchanged: z.number().int(),
  failed: z.array(failedInput),
  /** Stored descriptions by describer after the run. */
  describers: z.record(z.string(), z.number().int()),
  teacher: teacherReport,
  dryRun: z.boolean(),
  seconds: z.number().nonnegative(),
  stages: stageTimings,
});
export type DescribeReport = z.infer<typeof describeReport>;
