import Fastify, { type FastifyInstance } from 'fastify';
import { addOpenApi } from './openapi.js';
import { addAuthorisation, addIdentification, type Credentials } from './platform/authenticate.js';
import { refuseBrokenRequest, refuseUnreadableAddress } from './platform/broken-requests.js';
import { addDocuments } from './platform/documents.js';
import { addDrain } from './platform/drain.js';
import { addErrors } from './platform/errors.js';
import { addNotFound } from './platform/not-found.js';
import { addPage } from './platform/page.js';
import { addRateLimit } from './platform/rate-limit.js';
import { addForeignPageGuard, addHostGuard } from './platform/request-guards.js';
import { requestId } from './platform/request-id.js';
import { addRequestLog } from './platform/request-log.js';
import { addRestOfBody } from './platform/rest-of-body.js';
import { addSecurityHeaders } from './platform/security-headers.js';
import { addBodyTimeLimit, SERVER_LIMITS } from './platform/time-limits.js';
import type { Tracing } from './platform/tracing.js';
import { addClusterRoutes } from './routes/clusters.js';
import { addEmbedRoutes } from './routes/embed.js';
import { addInteractionRoutes } from './routes/interactions.js';
import { addJobRoutes } from './routes/jobs.js';
import { addMapRoutes } from './routes/map.js';
import { addRecommendRoutes } from './routes/recommend.js';
import { addRunRoutes } from './routes/runs.js';
import { addSearchRoutes } from './routes/search.js';
import { addSessionRoutes } from './routes/session.js';
import { addSystemRoutes } from './routes/system.js';
import { addUploadRoutes } from './routes/uploads.js';
import { addVideosRoutes } from './routes/videos.js';
import type { Service } from './service.js';
import { createSessionStore } from './tokens/session-store.js';
import { createTokenStore } from './tokens/token-store.js';

type AddRoutes = (app: FastifyInstance, service: Service) => void;

const ALL_ROUTES: readonly AddRoutes[] = [
  addClusterRoutes,
  addEmbedRoutes,
  addInteractionRoutes,
  addJobRoutes,
  addMapRoutes,
  addRecommendRoutes,
  addRunRoutes,
  addSearchRoutes,
  addSystemRoutes,
  addUploadRoutes,
  addVideosRoutes,
];

/** Longer path parameters are refused before anything looks at them. */
const MAXIMUM_PARAMETER_LENGTH = 512;

export interface AppOptions {
  /** Those of all resources when not given. */
  readonly routes?: readonly AddRoutes[];
  readonly tracing?: Tracing;
}

/** The HTTP interface, the documents and the page of a service. It listens when its caller says so. */
export async function createApp(service: Service, options: AppOptions = {}): Promise<FastifyInstance> {
  const { settings, context } = service;
  const app = Fastify({
    ...SERVER_LIMITS,
    bodyLimit: settings.bodyLimitBytes,
    genReqId: requestId,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors: refuseUnreadableAddress,
    routerOptions: { maxParamLength: MAXIMUM_PARAMETER_LENGTH },
  });
  app.decorate('operationTimeoutMs', settings.requestTimeoutMs);
  addErrors(app, context);
  options.tracing?.addTo(app);
  const { dataFolder, clock, logger } = context;
  const credentials: Credentials = {
    tokens: createTokenStore({ dataFolder, clock, logger }),
    sessions: createSessionStore(clock),
  };
  await addPlatform(app, { service, credentials });
  await addOpenApi(app, { version: context.codeVersion });
  await addDocuments(app);
  addSessionRoutes(app, credentials);
  for (const add of options.routes ?? ALL_ROUTES) add(app, service);
  addNotFound(app, { hasPage: await addPage(app, settings.pageFolder) });
  return app;
}

/** What happens to every request, in this order. */
async function addPlatform(
  app: FastifyInstance,
  { service, credentials }: { readonly service: Service; readonly credentials: Credentials },
): Promise<void> {
  const { settings, context, metrics } = service;
  app.decorateRequest('caller', undefined);
  app.decorateRequest('refusal', undefined);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  addRequestLog(app, { logger: context.logger, metrics });
  await addSecurityHeaders(app);
  addDrain(app, context.signal);
  addRestOfBody(app);
  addHostGuard(app, settings);
  addIdentification(app, { requireTokens: settings.requireTokens, credentials });
  await addRateLimit(app, settings.requestsPerMinute);
  addForeignPageGuard(app);
  addAuthorisation(app);
  addBodyTimeLimit(app, settings.requestTimeoutMs);
  app.addHook('onClose', () => credentials.tokens.flush());
}
