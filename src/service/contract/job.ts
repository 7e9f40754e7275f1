import { z } from 'zod';
import { cursor, nextCursor, pageLimit } from './paging.js';

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export const JOB_KINDS = ['embed', 'map'] as const;

export const jobStage = z
  .object({
    name: z.string().describe('scan, extract, describe, distil, embed, cluster, …'),
    unit: z.string(),
    finished: z.number().int(),
    total: z.number().int().nullable(),
    note: z.string().nullable(),
    isDone: z.boolean(),
  })
  .meta({ id: 'JobStage' });

/** An input that was not embedded. */
export const jobFailure = z
  .object({ file: z.string(), code: z.string(), reason: z.string() })
  .meta({ id: 'JobFailure' });

export const job = z
  .object({
    id: z.string(),
    kind: z.enum(JOB_KINDS),
    state: z.enum(JOB_STATES),
    name: z.string().describe('Name of the uploaded file, or the path'),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    place: z.number().int().nullable().describe('How many jobs are before it; null unless queued'),
    waitsFor: z.string().nullable().describe('Why a running job makes no progress, such as another writer'),
    attempts: z.number().int(),
    stages: z.array(jobStage),
    videoIds: z.array(z.string()).describe('Videos that it brought in or found to be stored already'),
    failures: z.array(jobFailure),
    note: z
      .string()
      .nullable()
      .describe('What is to be known about its result, such as videos that wait for a model'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof job>;
export type JobStage = z.infer<typeof jobStage>;

export const jobPath = z.object({ id: z.string().min(1).max(64) });
export const listJobsQuery = z.strictObject({
  limit: pageLimit,
  cursor: cursor.optional(),
  state: z.enum(JOB_STATES).optional(),
});
export const jobPage = z.object({ jobs: z.array(job), nextCursor }).meta({ id: 'JobPage' });

/** The JSON form of `POST /v1/videos`; the multipart form has the parts `file`, `title`, `tags` and `labels`. */
export const addVideoRequest = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .max(4096)
      .describe('File or folder under one of the allowed roots of the service'),
  })
  .meta({ id: 'AddVideoRequest' });
