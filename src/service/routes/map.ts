import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { VideoMap } from '../contract/map.js';
import { operations } from '../contract/operations.js';
import { ProblemError } from '../problem-error.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';

/** `GET /v1/map`, `POST /v1/map` */
export function addMapRoutes(app: FastifyInstance, { maps, jobs, library }: Service): void {
  /** While videos wait for their place each call finds another map: a request keeps the one of its tag. */
  const found = new WeakMap<FastifyRequest, VideoMap>();
  app.register(async (scope) => {
    // Before the handler: a page that has the map already gets nothing but "not modified".
    scope.addHook('preHandler', async (request, reply) => {
      const map = await maps.current();
      if (map === undefined) return;
      found.set(request, map);
      const tag = entityTag(map);
      reply.header('etag', tag).header('cache-control', 'private, no-cache');
      if (isNamed(request.headers['if-none-match'], tag)) return reply.code(304).send();
    });
    addRoute(scope, operations.getMap, async ({ raw }) => found.get(raw) ?? raiseNoMap());
  });
  addRoute(app, operations.makeMap, async () => {
    if (library.state().withToken === 0) throw nothingToShow();
    return jobs.add({ kind: 'map', name: 'map of all videos' });
  });
}

/** Made once for each map. */
const tags = new WeakMap<VideoMap, string>();

function entityTag(map: VideoMap): string {
  const known = tags.get(map);
  if (known !== undefined) return known;
  const tag = `"${createHash('sha256').update(JSON.stringify(map)).digest('base64url').slice(0, 22)}"`;
  tags.set(map, tag);
  return tag;
}

/** RFC 9110, 13.1.2: a list of tags, weak ones count. */
function isNamed(header: string | undefined, tag: string): boolean {
  const given = (header ?? '').split(',').map((item) => item.trim().replace(/^W\//, ''));
  return given.includes(tag) || given.includes('*');
}

function nothingToShow(): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'conflict',
    message: 'No stored video has a token yet, so there is nothing to make a map of.',
    hint: 'Embed videos first: POST /v1/videos, or: vidtoken embed <folder>',
  });
}

function raiseNoMap(): never {
  throw new ProblemError({
    status: 404,
    code: 'no-map',
    message: 'No map was computed for the current tokens yet.',
    hint: 'Compute one with: POST /v1/map, or: vidtoken map',
  });
}
