import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import { silentLogger } from '../../src/core/runtime.js';
import { createApp } from '../../src/service/app.js';
import type { Job } from '../../src/service/contract/job.js';
import { type OperationId, operations } from '../../src/service/contract/operations.js';
import { createService, type RunningService } from '../../src/service/create-service.js';
import type { OpenApiDocument } from '../../src/service/openapi.js';
import { createServiceMetrics, type ServiceMetrics } from '../../src/service/platform/metrics.js';
import { newToken } from '../../src/service/tokens/token-text.js';
import { openStore } from '../../src/store/open-store.js';
import { type AnswerChecker, answerChecker } from '../support/http-contract/answer-checker.js';
import {
  formRequest,
  goodRequests,
  type KnownThings,
  malformedRequests,
} from '../support/http-contract/requests.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { listeningPort, rawRequest } from '../support/raw-request.js';
import { servedStore } from '../support/served-store.js';
import { serviceDouble, serviceSettings } from '../support/service-double.js';

const MAIN = join(packageInfo().root, 'dist', 'src', 'cli', 'main.js');
const IDS = Object.keys(operations) as OperationId[];
const GUARDED = IDS.filter((id) => operations[id].scope !== 'none');
/** They need nothing of the parts of the service; a folder of models that cannot be read has none. */
const INDEPENDENT: readonly OperationId[] = ['createSession', 'deleteSession', 'listModels', 'getModel'];

let folder: string;
let service: RunningService;
let empty: RunningService;
let app: FastifyInstance;
let known: KnownThings;
let checker: AnswerChecker;
const apps: FastifyInstance[] = [];
const seen = new Map<OperationId, Set<number>>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidtoken-contract-'));
  const data = await servedStore(folder);
  const demo = inject('demoFolder');
  const context = pipelineContext(data, { clock: Date.now });
  service = await createService({
    context,
    main: MAIN,
    settings: serviceSettings({ roots: [demo], videosInMemory: 1000 }),
  });
  empty = await createService({
    context: pipelineContext(join(folder, 'nothing'), { clock: Date.now }),
    main: MAIN,
    settings: serviceSettings(),
  });
  app = await opened(createApp(service));
  const document = (await app.inject('/openapi.json')).json<OpenApiDocument>();
  checker = answerChecker(document);
  known = await knownThings(demo);
});

afterAll(async () => {
  for (const each of apps) await each.close();
  await service.close();
  await empty.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function opened(app: Promise<FastifyInstance>): Promise<FastifyInstance> {
  apps.push(await app);
  return app;
}

async function knownThings(demo: string): Promise<KnownThings> {
  const { videos } = (await app.inject('/v1/videos')).json<{ videos: { id: string; clusterId: number }[] }>();
  const [first, second] = videos;
  if (first === undefined || second === undefined) throw new Error('The store of the test is empty.');
  const { runs } = (await app.inject('/v1/runs')).json<{ runs: { id: string }[] }>();
  const { models } = (await app.inject('/v1/models')).json<{ models: { id: string }[] }>();
  const map = (await app.inject({ method: 'POST', url: '/v1/map' })).json<Job>();
  // The answer ends with the job.
  await app.inject(`/v1/jobs/${map.id}/events`);
  return {
    videoId: first.id,
    spareId: second.id,
    clusterId: first.clusterId,
    runId: runs[0]?.id ?? '',
    modelId: models[0]?.id ?? '',
    jobId: map.id,
    waitingJobId: map.id,
    video: await readFile(join(demo, 'automaton-1.mp4')),
  };
}

/** For a job that waits behind another one. */
async function requestToCancel(): Promise<InjectOptions> {
  await service.jobs.add({ kind: 'map', name: 'runs' });
  const { id } = await service.jobs.add({ kind: 'map', name: 'waits' });
  return goodRequests({ ...known, waitingJobId: id }).cancelJob;
}

/** A deletion would wait for the jobs of the operations before it, and not for ever. */
async function requestToDelete(): Promise<InjectOptions> {
  const { jobs } = service;
  const open = jobs.list({}).filter(({ finishedAt }) => finishedAt === null);
  await Promise.all(open.map(({ id }) => jobs.cancel(id)));
  return goodRequests(known).deleteVideo;
}

/** Sends a request, compares status and body with the document, and remembers that this status was seen. */
async function exchange(
  id: OperationId,
  request: InjectOptions,
  { status, by = app }: { readonly status: number; readonly by?: FastifyInstance },
): Promise<LightMyRequestResponse> {
  const answer = await by.inject(request);
  expect(answer.statusCode, `${id}: ${answer.body.slice(0, 300)}`).toBe(status);
  expect(checker.fault(id, answer), id).toBeUndefined();
  if (status >= 400) expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  seen.set(id, (seen.get(id) ?? new Set()).add(status));
  return answer;
}

/** Writes a row as another process would. */
async function storing(record: VideoRecord): Promise<void> {
  const { dataFolder, clock } = service.context;
  const store = await openStore({
    folder: dataFolder,
    mode: 'write',
    command: 'test',
    clock,
    logger: silentLogger,
  });
  await store.videos.upsert([record], undefined);
  await store.close();
}

function failingMetrics(): ServiceMetrics {
  return {
    ...createServiceMetrics(),
    text: () => Promise.reject(new Error('The test did not bring figures.')),
  };
}

/** Content type and body of an answer as it came over a socket. */
function parsedAnswer(text: string): { readonly contentType: string; readonly body: string } {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [, contentType = ''] = /^content-type: (.*)$/im.exec(head) ?? [];
  return { contentType, body: rest.join('\r\n\r\n') };
}

const withHeaders = (request: InjectOptions, headers: Record<string, string>): InjectOptions => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

describe('the HTTP interface', () => {
  it('is documented as OpenAPI 3.1, operation by operation', async () => {
    const document = (await app.inject('/openapi.json')).json<OpenApiDocument>();
    expect(document.openapi).toMatch(/^3\.1\./);
    expect([...checker.operationIds].sort()).toEqual([...IDS].sort());
  });

  // What changes something comes last.
  const order = (id: OperationId): number => (['cancelJob', 'deleteVideo'].includes(id) ? 1 : 0);
  for (const id of [...IDS].sort((left, right) => order(left) - order(right))) {
    const { status } = operations[id];
    it(`${id} answers ${status} as documented`, async () => {
      const prepared: Partial<Record<OperationId, () => Promise<InjectOptions>>> = {
        cancelJob: requestToCancel,
        deleteVideo: requestToDelete,
      };
      const request = (await prepared[id]?.()) ?? goodRequests(known)[id];
      await exchange(id, request, { status });
    });
  }
});

describe('what every operation refuses', () => {
  it('400: anything that is not as documented', async () => {
    const requests = malformedRequests(known);
    for (const id of IDS) {
      const request = requests[id];
      if (request !== undefined) await exchange(id, request, { status: 400 });
    }
  });

  it('400: a parameter of the query that is not there, such as one with a typing error', async () => {
    for (const id of IDS.filter((each) => 'query' in operations[each])) {
      const request = goodRequests(known)[id];
      const url = `${request.url}${String(request.url).includes('?') ? '&' : '?'}wehre=duration`;
      const answer = await exchange(id, { ...request, url }, { status: 400 });
      expect(answer.json()).toMatchObject({ errors: [{ message: expect.stringContaining('"wehre"') }] });
    }
  });

  it('401: a request without the token that is needed', async () => {
    const guarded = await opened(
      createApp({ ...service, settings: serviceSettings({ requireTokens: true }) }),
    );
    for (const id of GUARDED) {
      const answer = await exchange(id, goodRequests(known)[id], { status: 401, by: guarded });
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
  });

  it('403: a request through a name that somebody else controls', async () => {
    for (const id of GUARDED) {
      await exchange(id, withHeaders(goodRequests(known)[id], { host: 'evil.example' }), { status: 403 });
    }
  });

  it('429: more requests than are allowed', async () => {
    for (const id of GUARDED) {
      const limited = await opened(
        createApp({ ...service, settings: serviceSettings({ requestsPerMinute: 1 }) }),
      );
      await limited.inject('/v1/info');
      const answer = await exchange(id, goodRequests(known)[id], { status: 429, by: limited });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('500: a defect, without telling what is inside', async () => {
    const broken = await opened(createApp(serviceDouble({ metrics: failingMetrics() })));
    // A token cannot be checked where the file of tokens cannot be read.
    await mkdir(join(folder, 'unreadable', 'service', 'tokens.json'), { recursive: true });
    const locked = await opened(
      createApp(serviceDouble({ context: pipelineContext(join(folder, 'unreadable')) })),
    );
    for (const id of GUARDED) {
      const isIndependent = INDEPENDENT.includes(id);
      const request = goodRequests(known)[id];
      const withToken = withHeaders(request, { authorization: `Bearer ${newToken().text}` });
      const answer = await exchange(id, isIndependent ? withToken : request, {
        status: 500,
        by: isIndependent ? locked : broken,
      });
      expect(answer.json()).toMatchObject({ code: 'internal' });
      expect(answer.body).not.toMatch(/did not bring|EISDIR|tokens\.json/);
    }
  });

  it('503: everything once the service shuts down', async () => {
    const stopping = AbortSignal.abort();
    const draining = await opened(
      createApp({ ...service, context: { ...service.context, signal: stopping } }),
    );
    for (const id of [...GUARDED, 'getReadiness'] as const) {
      await exchange(id, goodRequests(known)[id], { status: 503, by: draining });
    }
  });
});

describe('what single operations refuse', () => {
  const post = (url: string, payload: object): InjectOptions => ({ method: 'POST', url, payload });

  it('404: things that are not there', async () => {
    await exchange('search', post('/v1/search', { videoId: 'nobody' }), { status: 404 });
    for (const id of [
      'getVideo',
      'similarVideos',
      'explainVideo',
      'getThumbnail',
      'getMedia',
      'deleteVideo',
    ] as const) {
      const request = goodRequests({ ...known, videoId: 'nobody', spareId: 'nobody' })[id];
      const answer = await exchange(id, request, { status: 404 });
      expect(answer.json()).toMatchObject({ code: 'no-such-video' });
    }
    for (const id of ['getJob', 'watchJob', 'cancelJob'] as const) {
      await exchange(id, goodRequests({ ...known, jobId: 'none', waitingJobId: 'none' })[id], {
        status: 404,
      });
    }
    await exchange(
      'recommend',
      post('/v1/recommend', { history: [{ videoId: 'nobody', watchSeconds: 1 }] }),
      { status: 404 },
    );
    await exchange('getCluster', { url: '/v1/clusters/999' }, { status: 404 });
    await exchange('getRun', { url: '/v1/runs/none' }, { status: 404 });
    await exchange('getModel', { url: '/v1/models/none' }, { status: 404 });
  });

  it('404 and 409: what needs videos or a model, in a service that has none yet', async () => {
    const bare = await opened(createApp(empty));
    const { video } = known;
    await exchange('getMap', { url: '/v1/map' }, { status: 404, by: bare });
    await exchange('makeMap', { method: 'POST', url: '/v1/map' }, { status: 409, by: bare });
    await exchange('search', post('/v1/search', { vector: [1, 2] }), { status: 409, by: bare });
    await exchange('recommend', post('/v1/recommend', { history: [] }), { status: 409, by: bare });
    await exchange(
      'embedFile',
      { method: 'POST', url: '/v1/embed', ...formRequest(video) },
      { status: 409, by: bare },
    );
  });

  it('409: what has no token yet, and jobs that have ended', async () => {
    const [waits] = await service.library.read((store) => store.videos.get([videoId(known.videoId)]));
    if (waits === undefined) throw new Error('The video of the test is gone.');
    const { token: _token, spaceId: _space, ...withoutToken } = waits;
    await service.jobs.exclusively(() => storing(withoutToken));
    await service.library.refresh();
    for (const id of ['similarVideos', 'explainVideo'] as const)
      await exchange(id, goodRequests(known)[id], { status: 409 });
    await exchange('cancelJob', { method: 'DELETE', url: `/v1/jobs/${known.jobId}` }, { status: 409 });
  });

  it('413 and 415: bodies that are too large or of another type', async () => {
    const settings = serviceSettings({ bodyLimitBytes: 300, uploadLimitBytes: 300 });
    const small = await opened(createApp({ ...service, settings }));
    const tooLarge = { text: 'x'.repeat(400) };
    for (const id of ['search', 'recommend', 'addInteractions'] as const) {
      await exchange(id, { ...goodRequests(known)[id], payload: tooLarge }, { status: 413, by: small });
    }
    for (const id of ['addVideo', 'embedFile'] as const) {
      await exchange(id, goodRequests(known)[id], { status: 413, by: small });
    }
    for (const id of ['search', 'recommend', 'addInteractions', 'addVideo', 'embedFile'] as const) {
      const request = {
        ...goodRequests(known)[id],
        headers: { 'content-type': 'text/xml' },
        payload: '<a/>',
      };
      await exchange(id, request, { status: 415 });
    }
  });

  it('408: bodies that do not come', async () => {
    const hasty = await opened(
      createApp({ ...service, settings: serviceSettings({ requestTimeoutMs: 50 }) }),
    );
    const port = await listeningPort(hasty);
    for (const id of IDS) {
      if (!checker.statuses(id).includes(408)) continue;
      const { method, url } = goodRequests(known)[id];
      const head = [
        `${method} ${String(url)} HTTP/1.1`,
        'host: localhost',
        'content-type: application/json',
        'content-length: 9',
      ];
      const answer = await rawRequest(port, `${head.join('\r\n')}\r\n\r\n`);
      expect(answer, id).toMatch(/^HTTP\/1\.1 408 /);
      expect(checker.faultOf(id, { status: 408, ...parsedAnswer(answer) }), id).toBeUndefined();
      seen.get(id)?.add(408);
    }
  });

  it('416: bytes that the file does not have', async () => {
    await exchange('getMedia', withHeaders(goodRequests(known).getMedia, { range: 'bytes=999999999-' }), {
      status: 416,
    });
  });

  it('422: a file that is no video, a picture that is none', async () => {
    const frame = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).toString('base64');
    await exchange('search', post('/v1/search', { frame }), { status: 422 });
    const request = { method: 'POST', url: '/v1/embed', ...formRequest(Buffer.from('just words')) } as const;
    const answer = await exchange('embedFile', request, { status: 422 });
    expect(answer.json()).toMatchObject({ code: 'not-a-video' });
  });
});

describe('the document', () => {
  it('names no status that was not seen here', () => {
    const documented = Object.fromEntries(IDS.map((id) => [id, checker.statuses(id).sort((a, b) => a - b)]));
    const found = Object.fromEntries(IDS.map((id) => [id, [...(seen.get(id) ?? [])].sort((a, b) => a - b)]));
    expect(found).toEqual(documented);
  });
});
