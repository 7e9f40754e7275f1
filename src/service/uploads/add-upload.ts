import { mkdir, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { PipelineContext } from '../../../pipelines/context.js';
import type { Job } from '../contract/job.js';
import type { JobQueue } from '../jobs/job-queue.js';
import { removeUnstoredUpload, uploadsFolder } from '../jobs/upload-files.js';
import type { ReceivedFile } from './receive-upload.js';
import type { UploadFields } from './upload-fields.js';

/**
 * Moves a received file to its place, named by its content, and queues its embedding. What was said about it goes
 * through a manifest of one line in the folder of the request, which stays until the job has ended.
 * @throws as `JobQueue.add`; the file is then removed again, unless somebody else needs the same bytes
 */
export async function addUpload(
  upload: ReceivedFile & { readonly folder: string },
  { context, jobs }: { readonly context: PipelineContext; readonly jobs: JobQueue },
): Promise<Job> {
  const { name, folder, fields } = upload;
  const file = join(uploadsFolder(context), `${upload.contentHash}${extname(upload.path)}`);
  await mkdir(uploadsFolder(context), { recursive: true });
  return jobs.uploads.take(async (isWanted) => {
    await rename(upload.path, file);
    try {
      const path = await inputOf(file, { folder, fields });
      return await jobs.add({ kind: 'embed', name, path, upload: { file, folder } });
    } catch (error) {
      if (!isWanted(file)) await removeUnstoredUpload(context, file);
      throw error;
    }
  });
}

/** A manifest line without any facts would erase what an earlier upload of the same bytes said. */
async function inputOf(
  file: string,
  { folder, fields }: { readonly folder: string; readonly fields: UploadFields },
): Promise<string> {
  if (Object.keys(fields).length === 0) return file;
  const manifest = join(folder, 'manifest.jsonl');
  await writeFile(manifest, `${JSON.stringify({ file, ...fields })}\n`);
  return manifest;
}
