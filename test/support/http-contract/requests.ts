import type { InjectOptions } from 'fastify';
import type { OperationId } from '../../../src/service/contract/operations.js';

const BOUNDARY = 'boundary-of-the-contract';

/** What the requests name; everything is there in the store of the test. */
export interface KnownThings {
  readonly videoId: string;
  /** A second one, that may be deleted. */
  readonly spareId: string;
  readonly clusterId: number;
  readonly runId: string;
  readonly modelId: string;
  /** A job that has ended. */
  readonly jobId: string;
  /** A job that waits. */
  readonly waitingJobId: string;
  /** Bytes of a small video that is not stored. */
  readonly video: Buffer;
}

/** A body of parts as a browser sends it. */
export function formRequest(
  file: Buffer,
  {
    fields = {},
    name = 'clip.mp4',
  }: { readonly fields?: Readonly<Record<string, string>>; readonly name?: string } = {},
): InjectOptions {
  const head = (disposition: string) => `--${BOUNDARY}\r\ncontent-disposition: form-data; ${disposition}\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([
      ...Object.entries(fields).map(([field, value]) =>
        Buffer.from(`${head(`name="${field}"`)}\r\n${value}\r\n`),
      ),
      Buffer.from(`${head(`name="file"; filename="${name}"`)}content-type: video/mp4\r\n\r\n`),
      file,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]),
  };
}

/** For each operation one request that must succeed. */
export function goodRequests(known: KnownThings): Readonly<Record<OperationId, InjectOptions>> {
  const get = (url: string): InjectOptions => ({ method: 'GET', url });
  const post = (url: string, payload?: object): InjectOptions => ({
    method: 'POST',
    url,
    ...(payload === undefined ? {} : { payload }),
  });
  const remove = (url: string): InjectOptions => ({ method: 'DELETE', url });
  const { videoId, spareId, clusterId, runId, modelId, jobId, waitingJobId, video } = known;
  return {
    search: post('/v1/search', { videoId, k: 3, explain: true }),
    listVideos: get('/v1/videos?limit=2&order=newest&where=has%20token'),
    getVideo: get(`/v1/videos/${videoId}`),
    similarVideos: get(`/v1/videos/${videoId}/similar?k=3&explain=true&diversify=0.5`),
    explainVideo: get(`/v1/videos/${videoId}/explanation`),
    getThumbnail: get(`/v1/videos/${videoId}/thumbnail`),
    getMedia: get(`/v1/videos/${videoId}/media`),
    addVideo: { ...post('/v1/videos'), ...formRequest(video, { fields: { title: 'A title' } }) },
    deleteVideo: remove(`/v1/videos/${spareId}`),
    getFacets: get('/v1/facets'),
    listJobs: get('/v1/jobs'),
    getJob: get(`/v1/jobs/${jobId}`),
    watchJob: get(`/v1/jobs/${jobId}/events`),
    cancelJob: remove(`/v1/jobs/${waitingJobId}`),
    embedFile: { ...post('/v1/embed'), ...formRequest(video) },
    recommend: post('/v1/recommend', { history: [{ videoId, watchSeconds: 4 }], k: 3 }),
    addInteractions: post('/v1/interactions', {
      events: [{ eventId: 'event-1', userId: 'somebody', videoId, watchSeconds: 3 }],
    }),
    listClusters: get('/v1/clusters'),
    getCluster: get(`/v1/clusters/${clusterId}?limit=2`),
    getMap: get('/v1/map'),
    makeMap: post('/v1/map'),
    listRuns: get('/v1/runs'),
    getRun: get(`/v1/runs/${runId}`),
    listModels: get('/v1/models'),
    getModel: get(`/v1/models/${modelId}`),
    getInfo: get('/v1/info'),
    createSession: post('/v1/session'),
    deleteSession: remove('/v1/session'),
    getHealth: get('/healthz'),
    getReadiness: get('/readyz'),
    getMetrics: get('/metrics'),
  };
}

/** For each operation that takes anything one request that must be refused with 400. */
export function malformedRequests(known: KnownThings): Partial<Readonly<Record<OperationId, InjectOptions>>> {
  const good = goodRequests(known);
  const at = (id: OperationId, url: string): InjectOptions => ({ ...good[id], url });
  const sending = (id: OperationId, payload: object): InjectOptions => ({ ...good[id], payload });
  const emptyForm = (id: OperationId): InjectOptions => ({
    ...good[id],
    payload: `--${BOUNDARY}\r\ncontent-disposition: form-data; name="title"\r\n\r\nno file\r\n--${BOUNDARY}--\r\n`,
  });
  const long = 'x'.repeat(65);
  return {
    search: sending('search', { k: 'many' }),
    listVideos: at('listVideos', '/v1/videos?where=duration%20%3C%3E'),
    getVideo: at('getVideo', '/v1/videos/%zz'),
    similarVideos: at('similarVideos', `/v1/videos/${known.videoId}/similar?k=0`),
    explainVideo: at('explainVideo', '/v1/videos/%zz/explanation'),
    getThumbnail: at('getThumbnail', '/v1/videos/%zz/thumbnail'),
    getMedia: at('getMedia', '/v1/videos/%zz/media'),
    addVideo: emptyForm('addVideo'),
    deleteVideo: at('deleteVideo', '/v1/videos/%zz'),
    listJobs: at('listJobs', '/v1/jobs?state=lost'),
    getJob: at('getJob', `/v1/jobs/${long}`),
    watchJob: at('watchJob', `/v1/jobs/${long}/events`),
    cancelJob: at('cancelJob', `/v1/jobs/${long}`),
    embedFile: emptyForm('embedFile'),
    recommend: sending('recommend', {}),
    addInteractions: sending('addInteractions', { events: [] }),
    listClusters: at('listClusters', '/v1/clusters?kind=none'),
    getCluster: at('getCluster', '/v1/clusters/first'),
    listRuns: at('listRuns', '/v1/runs?limit=-1'),
    getRun: at('getRun', `/v1/runs/${'x'.repeat(129)}`),
    getModel: at('getModel', `/v1/models/${'x'.repeat(129)}`),
  };
}
