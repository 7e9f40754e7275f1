import type { PipelineContext } from '../../pipelines/context.js';
import type { IndexStatus } from '../core/store.js';
import { childCommand } from './child-command.js';
import { createEncoder } from './encoder/create-encoder.js';
import { createFeedback } from './feedback/create-feedback.js';
import { createJobQueue } from './jobs/create-job-queue.js';
import type { JobQueue } from './jobs/job-queue.js';
import { createVideoLibrary } from './library/create-video-library.js';
import type { VideoLibrary } from './library/video-library.js';
import { createVideoMaps } from './maps/create-video-maps.js';
import { every } from './platform/every.js';
import { createFirstMap } from './platform/first-map.js';
import { createServiceMetrics, type ServiceFigures } from './platform/metrics.js';
import type { StageTracer } from './platform/tracing.js';
import type { Service } from './service.js';
import type { ServiceSettings } from './settings.js';

/** The library looks for what other processes wrote after so long, later where looking takes long. */
const REFRESH_MS = 2000;

export interface CreateServiceOptions {
  /** Its `signal` aborts when the service shuts down. */
  readonly context: PipelineContext;
  readonly settings: ServiceSettings;
  /** Absolute path of the compiled `cli/main.js`: jobs and the encoder are processes of it. */
  readonly main: string;
  readonly tracer?: StageTracer;
}

export type RunningService = Service & {
  /** Ends jobs (they are queued again by the next start), encoder and library; what waits of the feedback is written. */
  close(): Promise<void>;
};

/**
 * Opens everything that answers requests over the store of a data folder; without a store it is an empty library.
 * @throws VidtokenError `store-corrupt`, `store-unwritable`
 */
export async function createService(options: CreateServiceOptions): Promise<RunningService> {
  const { context, settings, main, tracer } = options;
  const { logger } = context;
  const metrics = createServiceMetrics(tracer === undefined ? {} : { tracer });
  const library = await createVideoLibrary({ context, videosInMemory: settings.videosInMemory });
  const maps = createVideoMaps({ dataFolder: context.dataFolder, library });
  const jobs = await createJobQueue({
    context,
    child: childCommand({ context, main, command: 'run-job' }),
    queuedJobs: settings.queuedJobs,
    onFinished: () => library.refresh(),
  });
  const firstMap = createFirstMap({ library, maps, jobs, logger });
  const encoder = createEncoder({ child: childCommand({ context, main, command: 'encode' }), logger });
  const feedback = await createFeedback({ context, library, jobs });
  metrics.watch({
    read: () => figures({ library, jobs, waitingFeedback: feedback.waiting, version: context.codeVersion }),
    indexes: () => storedIndexes(library),
  });
  const refreshing = every(REFRESH_MS, {
    logger,
    clock: context.clock,
    name: 'refresh of the library',
    work: async () => {
      await library.refresh();
      await firstMap();
    },
  });
  const closeAll = async (): Promise<void> => {
    await refreshing.stop();
    await jobs.close();
    await feedback.close();
    await encoder.close();
    await library.close();
    metrics.close();
  };
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= closeAll();
    return closed;
  };
  return { context, settings, library, encoder, jobs, feedback, maps, metrics, close };
}

function figures(options: {
  readonly library: VideoLibrary;
  readonly jobs: JobQueue;
  readonly waitingFeedback: number;
  readonly version: string;
}): ServiceFigures {
  const { library, jobs, waitingFeedback, version } = options;
  const { videos, withToken, index, space } = library.state();
  return {
    waitingJobs: jobs.waiting,
    runningJobs: jobs.list({ state: 'running' }).length,
    waitingFeedback,
    videos,
    videosWithToken: withToken,
    index,
    spaceId: space?.id,
    dimension: space?.dimension,
    version,
  };
}

async function storedIndexes(library: VideoLibrary): Promise<readonly IndexStatus[]> {
  const { videos } = library.state();
  return videos === 0 ? [] : library.read((store) => store.videos.indexes());
}
