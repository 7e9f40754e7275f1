import { existsSync, readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/service/app.js';
import type { Encoder } from '../../src/service/encoder/encoder.js';
import type { Feedback } from '../../src/service/feedback/feedback.js';
import type { JobQueue } from '../../src/service/jobs/job-queue.js';
import { createVideoLibrary } from '../../src/service/library/create-video-library.js';
import type { VideoLibrary } from '../../src/service/library/video-library.js';
import { addEmbedRoutes } from '../../src/service/routes/embed.js';
import { addJobRoutes } from '../../src/service/routes/jobs.js';
import { addUploadRoutes } from '../../src/service/routes/uploads.js';
import type { ServiceSettings } from '../../src/service/settings.js';
import { realQueue, scriptedQueue } from './job-queues.js';
import { pipelineContext } from './pipeline-context.js';
import { serviceDouble } from './service-double.js';

interface UploadServiceOptions {
  /** Of the data. */
  readonly folder: string;
  /** Who does the jobs; `scripted` does nothing. */
  readonly jobs: 'real' | 'scripted';
  readonly settings?: Partial<ServiceSettings>;
  readonly encoder?: Encoder;
}

export interface UploadService {
  /** `http://127.0.0.1:…` */
  readonly address: string;
  readonly jobs: JobQueue;
  readonly library: VideoLibrary;
  /** Videos whose feedback was forgotten. */
  readonly forgotten: readonly string[];
  /** Files and folders that uploads left in the data folder. */
  leftovers(): string[];
}

/** A listening service with the routes that take files. */
export async function uploadService(options: UploadServiceOptions): Promise<UploadService> {
  const { folder, settings, encoder } = options;
  const context = pipelineContext(folder);
  const library = await createVideoLibrary({ context, videosInMemory: 1000 });
  const openQueue = options.jobs === 'real' ? realQueue : scriptedQueue;
  const queuedJobs = settings?.queuedJobs ?? 10;
  const jobs = await openQueue({ folder, queuedJobs, onFinished: () => library.refresh() });
  const forgotten: string[] = [];
  const feedback = { forget: async (id: string) => void forgotten.push(id) } as unknown as Feedback;
  const service = serviceDouble({
    context,
    library,
    jobs,
    feedback,
    ...(settings === undefined ? {} : { settings }),
    ...(encoder === undefined ? {} : { encoder }),
  });
  const app = await createApp(service, { routes: [addUploadRoutes, addJobRoutes, addEmbedRoutes] });
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
    await jobs.close();
    await library.close();
    service.metrics.close();
  });
  const { port } = app.server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    jobs,
    library,
    forgotten,
    leftovers: () => ['uploads', join('service', 'uploads')].flatMap((name) => entriesOf(join(folder, name))),
  };
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** A multipart body of one file and some texts. */
export function uploadForm(
  file: { readonly bytes: Uint8Array | string; readonly name: string },
  texts: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(texts)) form.append(name, text);
  const bytes = typeof file.bytes === 'string' ? file.bytes : Uint8Array.from(file.bytes);
  form.append('file', new Blob([bytes]), file.name);
  return form;
}
