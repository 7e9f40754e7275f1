import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { packageInfo } from '../../src/config/package-info.js';
import { createApp } from '../../src/service/app.js';
import { type OperationId, operations } from '../../src/service/contract/operations.js';
import { createService, type RunningService } from '../../src/service/create-service.js';
import { formRequest, goodRequests } from '../support/http-contract/requests.js';
import { pipelineContext } from '../support/pipeline-context.js';
import { servedStore } from '../support/served-store.js';
import { serviceSettings } from '../support/service-double.js';

const MAIN = join(packageInfo().root, 'dist', 'src', 'cli', 'main.js');
const SECRET = 'what-nobody-may-read';

let folder: string;
let service: RunningService;
let app: FastifyInstance;
let canary: Server;
let calls: string[] = [];
let requests: Readonly<Record<OperationId, InjectOptions>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vidtoken-hostile-'));
  canary = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.end(SECRET);
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const context = pipelineContext(await servedStore(folder), { clock: Date.now });
  // The queue takes nothing, so that no value sets off a long job.
  service = await createService({
    context,
    main: MAIN,
    settings: serviceSettings({ queuedJobs: 0, roots: [folder] }),
  });
  app = await createApp(service);
  const { videos } = (await app.inject('/v1/videos')).json<{ videos: { id: string }[] }>();
  const videoId = videos[0]?.id ?? '';
  requests = goodRequests({
    videoId,
    spareId: 'none',
    clusterId: 0,
    runId: 'none',
    modelId: 'none',
    jobId: 'none',
    waitingJobId: 'none',
    video: await readFile(join(inject('demoFolder'), 'automaton-1.mp4')),
  });
});

afterAll(async () => {
  await app.close();
  await service.close();
  canary.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function hostileValues(): string[] {
  const { port } = canary.address() as AddressInfo;
  return [
    '../../../../../../../../etc/passwd',
    '..%2f..%2f..%2fetc%2fpasswd',
    '/etc/passwd',
    `${folder}/../../../../etc/passwd`,
    'file:///etc/passwd',
    'concat:/etc/passwd|/etc/hostname',
    `http://127.0.0.1:${port}/fetched`,
    `//127.0.0.1:${port}/fetched`,
    `subfile,,start,0,end,0,,:http://127.0.0.1:${port}/fetched`,
    "x' OR '1'='1",
    '1) OR (1=1',
    '"; DROP TABLE videos; --',
    'a\r\nSet-Cookie: stolen=1',
    '<script>alert(1)</script>',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    '{{7*7}}',
  ];
}

/** Half a surrogate pair cannot stand in an address. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** Every request that has one text of the good one replaced: in its path, its query and its body. */
function variants(id: OperationId, value: string): InjectOptions[] {
  const request = requests[id];
  const url = String(request.url);
  const [path = '', query = ''] = url.split('?');
  const segments = path.split('/');
  const inPath = segments.slice(3).map((_segment, index) => {
    const changed = segments.map((segment, at) =>
      at === index + 3 ? encodeURIComponent(wellFormed(value)) : segment,
    );
    return { ...request, url: changed.join('/') };
  });
  const names = [...new URLSearchParams(query).keys(), 'where', 'cursor', 'id', 'kind', 'command', 'order'];
  // What is no parameter is not looked at; asking anyway would only run the good request once more.
  const inQuery = ('query' in operations[id] ? names : []).map((name) => {
    const changed = new URLSearchParams(query);
    changed.set(name, value);
    return { ...request, url: `${path}?${changed}` };
  });
  return [...inPath, ...inQuery, ...inBody(request, value)];
}

function inBody(request: InjectOptions, value: string): InjectOptions[] {
  const { payload } = request;
  if (payload === undefined || Buffer.isBuffer(payload)) return [];
  const extra = ['text', 'path', 'url', 'uri', 'file', 'where', 'cursor', 'userId', 'model', 'frame'];
  const added = extra.map((name) => ({ ...(payload as object), [name]: value }));
  return [...replacedTexts(payload, value), ...added].map((body) => ({
    ...request,
    payload: body as object,
  }));
}

/** Copies of a JSON value in which one text is another one. */
function replacedTexts(given: unknown, value: string): unknown[] {
  if (typeof given === 'string') return [value];
  if (Array.isArray(given)) {
    return given.flatMap((item, at) => replacedTexts(item, value).map((other) => given.with(at, other)));
  }
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given).flatMap(([name, item]) =>
    replacedTexts(item, value).map((other) => ({ ...given, [name]: other })),
  );
}

async function expectHarmless(id: string, request: InjectOptions): Promise<void> {
  const answer = await app.inject(request);
  const what = `${id} ${String(request.url)} ${JSON.stringify(request.payload)?.slice(0, 300)}`;
  // A full queue is 429; nothing here may be a defect.
  expect(answer.statusCode, `${what} → ${answer.body.slice(0, 300)}`).toBeLessThan(500);
  expect(answer.body, what).not.toMatch(/root:.*:0:0:/);
  expect(answer.body, what).not.toContain(SECRET);
  expect(JSON.stringify(answer.headers), what).not.toContain('stolen');
  expect(String(answer.headers['content-type']), what).not.toContain('text/html');
}

describe('hostile texts in every place of every operation', () => {
  const ids = (Object.keys(operations) as OperationId[]).filter((id) => id !== 'makeMap');
  for (const id of ids) {
    it(`are harmless in ${id}`, async () => {
      calls = [];
      for (const value of hostileValues()) {
        for (const request of variants(id, value)) await expectHarmless(id, request);
      }
      expect(calls).toEqual([]);
    });
  }

  it('are harmless as the fields and the file name of an upload', async () => {
    calls = [];
    for (const value of hostileValues()) {
      const name = wellFormed(value).replaceAll(/["\r\n\0]/g, '_');
      for (const field of ['title', 'tags', 'labels']) {
        const form = formRequest(Buffer.from('no video'), {
          fields: { [field]: wellFormed(value) },
          name,
        });
        for (const url of ['/v1/videos', '/v1/embed']) {
          if (field === 'labels' && url === '/v1/embed') continue;
          await expectHarmless('upload', { method: 'POST', url, ...form });
        }
      }
    }
    expect(calls).toEqual([]);
  });
});
