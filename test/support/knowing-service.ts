import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/service/app.js';
import type { Job } from '../../src/service/contract/job.js';
import { createFeedback } from '../../src/service/feedback/create-feedback.js';
import type { NewJob } from '../../src/service/jobs/new-job.js';
import { createVideoLibrary } from '../../src/service/library/create-video-library.js';
import { createVideoMaps } from '../../src/service/maps/create-video-maps.js';
import { addClusterRoutes } from '../../src/service/routes/clusters.js';
import { addInteractionRoutes } from '../../src/service/routes/interactions.js';
import { addMapRoutes } from '../../src/service/routes/map.js';
import { addRecommendRoutes } from '../../src/service/routes/recommend.js';
import { addRunRoutes } from '../../src/service/routes/runs.js';
import type { Service } from '../../src/service/service.js';
import { pipelineContext } from './pipeline-context.js';
import { serviceDouble } from './service-double.js';

export interface KnowingService {
  readonly app: FastifyInstance;
  readonly service: Service;
  /** Jobs that were asked for; none runs. */
  readonly jobs: readonly NewJob[];
}

/** The routes about users and about what was learned, over a real store; nothing is embedded. */
export async function knowingService(
  folder: string,
  { videosInMemory = 1_000_000 }: { readonly videosInMemory?: number } = {},
): Promise<KnowingService> {
  const context = pipelineContext(folder);
  const library = await createVideoLibrary({ context, videosInMemory });
  const asked: NewJob[] = [];
  const jobs = {
    add: async (job: NewJob): Promise<Job> => {
      asked.push(job);
      return queued(job);
    },
    exclusively: <Result>(work: () => Promise<Result>) => work(),
  } as Service['jobs'];
  const feedback = await createFeedback({ context, library, jobs, later: () => () => {} });
  const maps = createVideoMaps({ dataFolder: folder, library });
  const service = serviceDouble({ context: { ...context }, library, jobs, feedback, maps });
  const routes = [addClusterRoutes, addInteractionRoutes, addMapRoutes, addRecommendRoutes, addRunRoutes];
  const app = await createApp(service, { routes });
  onTestFinished(async () => {
    await app.close();
    await feedback.close();
    await library.close();
    service.metrics.close();
  });
  return { app, service, jobs: asked };
}

function queued({ kind, name }: NewJob): Job {
  return {
    id: 'job-1',
    kind,
    name,
    state: 'queued',
    createdAt: new Date(0).toISOString(),
    startedAt: null,
    finishedAt: null,
    place: 0,
    waitsFor: null,
    attempts: 0,
    stages: [],
    videoIds: [],
    failures: [],
    note: null,
    error: null,
  };
}
