import { job, jobPage, jobPath, listJobsQuery } from './job.js';
import type { Operation } from './operation.js';

/** Work in the background. */
export const jobOperations = {
  listJobs: {
    id: 'listJobs',
    method: 'GET',
    path: '/v1/jobs',
    tag: 'jobs',
    summary: 'Jobs, newest first',
    scope: 'read',
    query: listJobsQuery,
    status: 200,
    answer: jobPage,
    errors: [],
  },
  getJob: {
    id: 'getJob',
    method: 'GET',
    path: '/v1/jobs/{id}',
    tag: 'jobs',
    summary: 'State of one job',
    scope: 'read',
    params: jobPath,
    status: 200,
    answer: job,
    errors: [404],
  },
  watchJob: {
    id: 'watchJob',
    method: 'GET',
    path: '/v1/jobs/{id}/events',
    tag: 'jobs',
    summary:
      'The same as it changes: one `job` event with the whole state after each change, until the job ends',
    scope: 'read',
    params: jobPath,
    status: 200,
    answer: { contentType: 'text/event-stream', description: 'Server-sent events; `data` is a Job' },
    errors: [404],
  },
  cancelJob: {
    id: 'cancelJob',
    method: 'DELETE',
    path: '/v1/jobs/{id}',
    tag: 'jobs',
    summary: 'Cancel a job that has not ended',
    scope: 'write',
    params: jobPath,
    status: 200,
    answer: job,
    errors: [404, 409],
  },
} as const satisfies Readonly<Record<string, Operation>>;
