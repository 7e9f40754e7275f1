import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type VideoId, videoId } from '../../core/ids.js';
import type { VideoRecord } from '../../core/record.js';
import { operations } from '../contract/operations.js';
import { type PagedRequest, readCursor, writeCursor } from '../cursor.js';
import { parseFilter } from '../filter/parse-filter.js';
import { noSuchVideo } from '../no-such-video.js';
import { ProblemError } from '../problem-error.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';
import { hasEntityTag } from '../video-files/entity-tag.js';
import { mediaType } from '../video-files/media-type.js';
import { openMedia } from '../video-files/open-media.js';
import { sendMedia } from '../video-files/send-media.js';
import { videoDetail } from '../video-files/video-detail.js';

/** A page of the list begins behind this video. */
const listPlace = z.strictObject({ after: z.string().min(1).max(512) });

/** Reading stored videos: `/v1/videos` and what is below one, and `/v1/facets`. */
export function addVideosRoutes(app: FastifyInstance, service: Service): void {
  const { library, encoder } = service;

  addRoute(app, operations.listVideos, async ({ query }) => {
    const { limit, order, where, cursor } = query;
    const request: PagedRequest = { operation: operations.listVideos.id, parameters: query };
    const place = cursor === undefined ? undefined : readCursor(request, { cursor, place: listPlace });
    const { videos, total, isLast } = await library.page({
      order,
      limit,
      ...(where === undefined ? {} : { filter: parseFilter(where) }),
      ...(place === undefined ? {} : { after: videoId(place.after) }),
    });
    const last = videos.at(-1);
    return {
      videos,
      total,
      nextCursor: isLast || last === undefined ? null : writeCursor(request, { after: last.id }),
    };
  });

  addRoute(app, operations.getVideo, async ({ params }) => videoDetail(await stored(library, params.id)));

  addRoute(app, operations.explainVideo, async ({ params, signal }) => {
    await known(library, params.id);
    return encoder.explain(params.id, signal);
  });

  addRoute(app, operations.getThumbnail, async ({ params, raw, reply }) => {
    const { id, hash } = await known(library, params.id);
    const headers = { etag: `"${hash}"`, 'cache-control': 'private, max-age=60' };
    if (hasEntityTag(raw.headers['if-none-match'], headers.etag)) {
      return reply.headers(headers).code(304).send();
    }
    const jpeg = await library.read(({ videos }) => videos.thumbnail(id));
    if (jpeg === undefined) throw noThumbnail(params.id);
    return reply.headers(headers).type('image/jpeg').send(Buffer.from(jpeg));
  });

  addRoute(app, operations.getMedia, async ({ params, raw, reply }) => {
    const { uri, sizeBytes, info } = await stored(library, params.id);
    const media = info === undefined ? undefined : await openMedia(uri, sizeBytes);
    if (info === undefined || media === undefined) throw noMedia(params.id, info !== undefined);
    return sendMedia(media, { raw, reply, contentType: mediaType({ container: info.container, uri }) });
  });

  addRoute(app, operations.getFacets, () => library.facets());
}

/** @throws ProblemError `no-such-video` */
async function known(library: Service['library'], text: string): Promise<{ id: VideoId; hash: string }> {
  const id = videoId(text);
  const hash = await library.contentHash(id);
  if (hash === undefined) throw noSuchVideo(text);
  return { id, hash };
}

/** @throws ProblemError `no-such-video` */
async function stored(library: Service['library'], text: string): Promise<VideoRecord> {
  const { id } = await known(library, text);
  const [record] = await library.read(({ videos }) => videos.get([id]));
  if (record === undefined) throw noSuchVideo(text);
  return record;
}

function noThumbnail(id: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'no-thumbnail',
    message: `Video "${id}" has no thumbnail.`,
    hint: 'Rows that were imported as features have no pictures.',
  });
}

function noMedia(id: string, wasFile: boolean): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'no-media',
    message: wasFile
      ? `The file of video "${id}" is not where it was, or is not the one that was embedded.`
      : `There is no file behind video "${id}": it was imported as features.`,
    ...(wasFile ? { hint: 'Bring the file back, or embed it where it is now: vidtoken embed <folder>' } : {}),
  });
}
