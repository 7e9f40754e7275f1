import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Job } from '../contract/job.js';
import { operations } from '../contract/operations.js';
import { readCursor, writeCursor } from '../cursor.js';
import type { JobQueue } from '../jobs/job-queue.js';
import { sendEvents } from '../jobs/send-events.js';
import { ProblemError } from '../problem-error.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';

/** Id of the last job of a page. */
const place = z.string();

/** `/v1/jobs` and what lies below it */
export function addJobRoutes(app: FastifyInstance, { jobs }: Service): void {
  addRoute(app, operations.listJobs, async ({ query }) => {
    const asked = { operation: 'listJobs', parameters: query };
    const { limit, cursor, state } = query;
    const all = jobs.list(state === undefined ? {} : { state });
    const last = cursor === undefined ? undefined : readCursor(asked, { cursor, place });
    const start = last === undefined ? 0 : placeAfter(all, { last, jobs });
    const page = all.slice(start, start + limit);
    const end = page.at(-1);
    const isLast = end === undefined || start + limit >= all.length;
    return { jobs: page, nextCursor: isLast ? null : writeCursor(asked, end.id) };
  });
  addRoute(app, operations.getJob, async ({ params }) => find(jobs, params.id));
  addRoute(app, operations.cancelJob, ({ params }) => jobs.cancel(params.id));
  addRoute(app, operations.watchJob, async ({ params, reply, signal }) => {
    find(jobs, params.id);
    return sendEvents(reply, { events: jobs.watch(params.id, signal), signal });
  });
}

/** The job of a cursor may have left the list since, because of its state: the next older one comes then. */
function placeAfter(
  listed: readonly Job[],
  { last, jobs }: { readonly last: string; readonly jobs: JobQueue },
): number {
  const order = jobs.list({}).map(({ id }) => id);
  const older = new Set(order.slice(order.indexOf(last) + 1));
  const index = listed.findIndex(({ id }) => older.has(id));
  return index === -1 ? listed.length : index;
}

function find(jobs: JobQueue, id: string): Job {
  const job = jobs.get(id);
  if (job !== undefined) return job;
  throw new ProblemError({ status: 404, code: 'no-such-job', message: `There is no job "${id}".` });
}
