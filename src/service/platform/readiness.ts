import type { z } from 'zod';
import { messageOf } from '../../core/errors.js';
import type { readiness } from '../contract/system.js';
import { ProblemError } from '../problem-error.js';
import type { Service } from '../service.js';

type Readiness = z.infer<typeof readiness>;
type Check = Readiness['checks'][number];

/** @throws ProblemError `shutting-down` or `not-available` (503) that names every check that is not well. */
export function readinessOf(service: Service): Readiness {
  const checks = [running(service), library(service), queue(service)];
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return { ready: true, checks };
  const isClosing = service.context.signal.aborted;
  throw new ProblemError({
    status: 503,
    code: isClosing ? 'shutting-down' : 'not-available',
    message: `Not ready: ${failed.map(({ name, detail }) => `${name} (${detail})`).join(', ')}.`,
    errors: failed.map(({ name, detail }) => ({ path: name, message: detail })),
    retryAfterSeconds: 5,
  });
}

function running({ context }: Service): Check {
  const ok = !context.signal.aborted;
  return { name: 'service', ok, detail: ok ? 'running' : 'shutting down' };
}

function library({ library: videos }: Service): Check {
  try {
    const { videos: count, version } = videos.state();
    return { name: 'library', ok: true, detail: `${count} videos, version ${version}` };
  } catch (error) {
    return { name: 'library', ok: false, detail: messageOf(error) };
  }
}

function queue({ jobs }: Service): Check {
  return { name: 'jobs', ok: true, detail: `${jobs.waiting} waiting` };
}
