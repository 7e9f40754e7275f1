import type { FastifyInstance } from 'fastify';
import { operations } from '../contract/operations.js';
import type { SearchRequest } from '../contract/search.js';
import type { PagedRequest } from '../cursor.js';
import { parseFilter } from '../filter/parse-filter.js';
import { addRoute } from '../route.js';
import { type HitPlace, makeHitPage, readPlace } from '../search/hit-page.js';
import { createHitReasons } from '../search/hit-reasons.js';
import { sourceOfPicture } from '../search/picture-source.js';
import type { SearchSource } from '../search/search-source.js';
import { sourceOfText, type TextMode } from '../search/text-source.js';
import { sourceOfVector, sourceOfVideo } from '../search/token-source.js';
import type { Service } from '../service.js';

/** `/v1/search` and `/v1/videos/{id}/similar`. */
export function addSearchRoutes(app: FastifyInstance, service: Service): void {
  const hitReasons = createHitReasons(service.library);

  addRoute(app, operations.search, async ({ body, signal }) => {
    const request: PagedRequest = { operation: operations.search.id, parameters: body };
    const place = readPlace(request, body.cursor);
    const source = await sourceOf(service, { body, place, signal });
    const { k, diversify, explain } = body;
    return makeHitPage(service, {
      source,
      request,
      place,
      k,
      diversify,
      reasons: explain ? hitReasons : undefined,
    });
  });

  addRoute(app, operations.similarVideos, async ({ params, query }) => {
    const request: PagedRequest = {
      operation: operations.similarVideos.id,
      parameters: { ...query, id: params.id },
    };
    const place = readPlace(request, query.cursor);
    const { k, diversify, explain, exact } = query;
    const filter = query.where === undefined ? undefined : parseFilter(query.where);
    const source = await sourceOfVideo(service, { id: params.id, filter, exact });
    return makeHitPage(service, {
      source,
      request,
      place,
      k,
      diversify,
      reasons: explain ? hitReasons : undefined,
    });
  });
}

interface Asked {
  readonly body: SearchRequest;
  readonly place: HitPlace | undefined;
  readonly signal: AbortSignal;
}

/** The contract lets exactly one of the four through. */
async function sourceOf(service: Service, { body, place, signal }: Asked): Promise<SearchSource> {
  const { videoId, vector, frame, text = '', mode, exact } = body;
  const filter = body.where === undefined ? undefined : parseFilter(body.where);
  if (videoId !== undefined) return sourceOfVideo(service, { id: videoId, filter, exact });
  if (vector !== undefined) return sourceOfVector(service, { values: vector, filter, exact });
  if (frame !== undefined) return sourceOfPicture(service, { base64: frame, signal, filter });
  const earlierMode = textModeOf(place);
  return sourceOfText(service, { text, mode, earlierMode, filter, signal });
}

/** The other modes cannot be: a cursor belongs to its request. */
function textModeOf(place: HitPlace | undefined): TextMode | undefined {
  const mode = place?.mode;
  return mode === 'token' || mode === 'visual' ? undefined : mode;
}
