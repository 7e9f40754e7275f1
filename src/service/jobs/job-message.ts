import { z } from 'zod';
import { jobFailure, jobStage } from '../contract/job.js';

const jobDone = z.object({
  kind: z.literal('done'),
  videoIds: z.array(z.string()),
  failures: z.array(jobFailure),
  /** False when there was work and nothing of it succeeded. */
  succeeded: z.boolean(),
  note: z.string().nullable(),
});
export type JobDone = z.infer<typeof jobDone>;

const jobError = z.object({
  kind: z.literal('error'),
  code: z.string(),
  message: z.string(),
});
export type JobError = z.infer<typeof jobError>;

/** What the process of a job says, one JSON object a line; `done` or `error` comes last. */
export const jobMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stages'), stages: z.array(jobStage) }),
  jobDone,
  jobError,
]);
export type JobMessage = z.infer<typeof jobMessage>;
