import { realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { deleteVideos } from '../../../pipelines/delete.js';
import { VidtokenError } from '../../core/errors.js';
import { videoId } from '../../core/ids.js';
import type { StoredIdentity } from '../../core/store.js';
import { addVideoRequest, type Job } from '../contract/job.js';
import { operations } from '../contract/operations.js';
import { receivingFolder, uploadsFolder } from '../jobs/upload-files.js';
import { ProblemError } from '../problem-error.js';
import { addRoute, type OperationRequest } from '../route.js';
import type { Service } from '../service.js';
import { addUpload } from '../uploads/add-upload.js';
import { allowedPath, isWithin } from '../uploads/allowed-path.js';
import { addMultipart } from '../uploads/multipart.js';
import { withUpload } from '../uploads/receive-upload.js';
import { createUploadSlots, type UploadSlots } from '../uploads/upload-slots.js';

const RETRY_AFTER_SECONDS = 10;

/** `POST /v1/videos` and `DELETE /v1/videos/{id}` */
export function addUploadRoutes(app: FastifyInstance, service: Service): void {
  addMultipart(app, service.settings);
  const { jobs, settings } = service;
  // Before the file comes: a full queue should not cost anybody the way of it.
  const slots = createUploadSlots(() => settings.queuedJobs - jobs.waiting);
  addRoute(app, operations.addVideo, (request) =>
    request.raw.isMultipart() ? addUploaded(request, { ...service, slots }) : addPath(request, service),
  );
  addRoute(app, operations.deleteVideo, async ({ params, signal }) => {
    const found = await identityOf(params.id, service);
    await deleteStored(found, { service, signal });
    await service.feedback.forget(found.id);
    const fileDeleted = await deleteUpload(found, service);
    await service.library.refresh();
    return { id: found.id, fileDeleted };
  });
}

type AddRequest = OperationRequest<typeof operations.addVideo>;

async function addUploaded(
  { raw }: AddRequest,
  { context, settings, jobs, slots }: Service & { readonly slots: UploadSlots },
): Promise<Job> {
  const options = {
    request: raw,
    parent: receivingFolder(context),
    parts: operations.addVideo.multipart,
    limitBytes: settings.uploadLimitBytes,
    slots,
  };
  return withUpload(options, async (upload) => {
    const job = await addUpload(upload, { context, jobs });
    upload.keep();
    return job;
  });
}

async function addPath({ body }: AddRequest, { settings, jobs }: Service): Promise<Job> {
  if (typeof body !== 'object' || body === null) {
    throw new ProblemError({
      status: 415,
      code: 'unsupported-media-type',
      message: 'The body must be multipart/form-data with a part "file", or JSON with a path.',
    });
  }
  const { success, data, error } = addVideoRequest.safeParse(body);
  if (!success) {
    const errors = error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
    const message = 'The body is not as expected: give {"path": "…"}.';
    throw new ProblemError({ status: 400, code: 'invalid-request', message, errors });
  }
  return jobs.add({ kind: 'embed', name: data.path, path: await allowedPath(data.path, settings.roots) });
}

/** @throws ProblemError 404 `no-such-video` */
async function identityOf(id: string, { library }: Service): Promise<StoredIdentity> {
  const wanted = videoId(id);
  const found = await library.read(async (store) =>
    (await store.videos.identitiesById([wanted])).get(wanted),
  );
  if (found !== undefined) return found;
  throw new ProblemError({ status: 404, code: 'no-such-video', message: `There is no video "${id}".` });
}

async function deleteStored(
  { id }: StoredIdentity,
  { service, signal }: { readonly service: Service; readonly signal: AbortSignal },
): Promise<void> {
  const { context, jobs, settings } = service;
  const tooLong = AbortSignal.timeout(settings.deletionWaitMs);
  try {
    await jobs.exclusively(() => deleteVideos({ context, ids: [id] }), {
      signal: AbortSignal.any([signal, tooLong]),
    });
  } catch (error) {
    if (error === tooLong.reason) throw busy('A job is writing to the store.', error);
    if (error instanceof VidtokenError && error.code === 'store-locked') {
      throw busy('Another process writes to the store.', error);
    }
    throw error;
  }
}

function busy(message: string, cause: unknown): ProblemError {
  return new ProblemError({
    status: 503,
    code: 'not-available',
    message,
    hint: 'Try again when it is done.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}

/**
 * The service owns the files of uploads; others are left where they are, and so is one whose bytes were uploaded again
 * and wait to be embedded.
 * @returns whether one was removed
 */
async function deleteUpload({ uri }: StoredIdentity, { context, jobs }: Service): Promise<boolean> {
  const folder = await realpath(uploadsFolder(context)).catch(() => undefined);
  const file = await realpath(uri).catch(() => undefined);
  if (folder === undefined || file === undefined || !isWithin(file, folder)) return false;
  return jobs.uploads.take(async (isWanted) => {
    if (isWanted(join(uploadsFolder(context), basename(file)))) return false;
    await rm(file, { force: true });
    return true;
  });
}
