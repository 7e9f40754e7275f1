import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problem-error.js';
import type { ServiceSettings } from '../settings.js';
import { isLoopbackHost } from './loopback.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);

/**
 * Refuses what a browser sends on behalf of another web page. There is no CORS, so such a page reads nothing; these
 * checks keep it from changing anything, and from reaching the service through a name that it controls (DNS rebinding).
 */
export function addHostGuard(app: FastifyInstance, settings: ServiceSettings): void {
  if (settings.requireTokens) return;
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config?.operation?.scope === 'none') return;
    if (isLoopbackHost(request.headers.host)) return;
    throw new ProblemError({
      status: 403,
      code: 'forbidden',
      message: 'Without tokens this service answers only requests to a loopback name, such as localhost.',
      hint: 'Use http://127.0.0.1 or http://localhost, or start the service with --tokens.',
    });
  });
}

/** Refuses a change that another web page asks for and no bearer token vouches for. */
export function addForeignPageGuard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.has(request.method) || request.caller?.isBearer === true) return;
    if (isOwnPage(request)) return;
    throw new ProblemError({
      status: 403,
      code: 'forbidden',
      message: 'This change was asked for by a page of another origin.',
      hint: 'Send a bearer token, or use the page of this service.',
    });
  });
}

function isOwnPage({ headers }: FastifyRequest): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !(typeof site === 'string' && OWN_SITES.has(site))) return false;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  // Parsed alike, so that a port that is the default of the scheme makes no difference.
  const own = `${protocol}//${host}`;
  return originHost !== '' && URL.canParse(own) && new URL(own).host === originHost;
}
