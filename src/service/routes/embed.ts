import type { FastifyInstance } from 'fastify';
import { operations } from '../contract/operations.js';
import { receivingFolder } from '../jobs/upload-files.js';
import { requiredSpace } from '../required-space.js';
import { addRoute } from '../route.js';
import type { Service } from '../service.js';
import { addMultipart } from '../uploads/multipart.js';
import { withUpload } from '../uploads/receive-upload.js';
import { createUploadSlots } from '../uploads/upload-slots.js';

const FILES_AT_ONCE = 16;

/** `POST /v1/embed`; the file is gone when the answer is there. */
export function addEmbedRoutes(app: FastifyInstance, service: Service): void {
  const { context, settings, encoder, library, metrics } = service;
  addMultipart(app, settings);
  const slots = createUploadSlots(() => FILES_AT_ONCE);
  addRoute(app, operations.embedFile, ({ raw, signal }) => {
    const options = {
      request: raw,
      parent: receivingFolder(context),
      parts: operations.embedFile.multipart,
      limitBytes: settings.uploadLimitBytes,
      slots,
    };
    return withUpload(options, async ({ path, fields, contentHash }) => {
      requiredSpace(library);
      const { title, tags } = fields;
      const said = { ...(title === undefined ? {} : { title }), ...(tags === undefined ? {} : { tags }) };
      const embedded = await metrics.time('encode', () => encoder.embedFile({ path, ...said }, signal));
      const stored = await library.read((store) => store.videos.identitiesByHash([contentHash]));
      return { ...embedded, storedAs: stored.get(contentHash)?.id ?? null };
    });
  });
}
