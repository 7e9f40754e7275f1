import type { FastifyInstance } from 'fastify';
import type { Logger } from '../../core/runtime.js';
import type { RunningService } from '../create-service.js';

interface ShutdownOptions {
  readonly app: FastifyInstance;
  readonly service: Pick<RunningService, 'jobs' | 'close'>;
  readonly logger: Logger;
  /** How long running requests may go on; then their connections are cut. */
  readonly graceMs: number;
}

/**
 * Ends a service in order: no new connection, running requests finish, then what they worked with is closed. The signal
 * of the service has aborted before, so that `/readyz` says 503 and events end.
 */
export async function shutDown({ app, service, logger, graceMs }: ShutdownOptions): Promise<void> {
  const cut = setTimeout(() => {
    logger.warn({ graceMs }, 'requests did not end in time; their connections are cut');
    app.server.closeAllConnections();
  }, graceMs);
  try {
    // Ends the running job, which is queued again, and all who watch one.
    const jobsClosed = service.jobs.close();
    await app.close();
    await jobsClosed;
  } finally {
    clearTimeout(cut);
    await service.close();
  }
}
