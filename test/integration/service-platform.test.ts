import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { FAILURE_CODES, InputError, VidtokenError } from '../../src/core/errors.js';
import { type AppOptions, createApp } from '../../src/service/app.js';
import { problem } from '../../src/service/contract/problem.js';
import { ERROR_STATUSES } from '../../src/service/platform/error-statuses.js';
import { ProblemError } from '../../src/service/problem-error.js';
import { loggedLines } from '../support/logged-lines.js';
import { probeRoute } from '../support/probe-routes.js';
import { serviceDouble } from '../support/service-double.js';

async function appWith(
  routes: NonNullable<AppOptions['routes']>,
  changes: Parameters<typeof serviceDouble>[0] = {},
) {
  const service = serviceDouble(changes);
  const app = await createApp(service, { routes });
  onTestFinished(async () => {
    await app.close();
    service.metrics.close();
  });
  return { app, service };
}

/** What a route that throws this answers. */
async function answerTo(error: unknown) {
  const { logger, lines } = loggedLines();
  const { app } = await appWith([probeRoute({ id: 'fail' }, () => Promise.reject(error))], {
    context: { logger },
  });
  const response = await app.inject({ url: '/v1/probe/fail' });
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(response.headers['x-content-type-options']).toBe('nosniff');
  const body = problem.parse(response.json());
  expect(body.status).toBe(response.statusCode);
  expect(body.instance).toBe(response.headers['x-request-id']);
  return { response, body, lines };
}

describe('an error of a route', () => {
  it('that is a ProblemError is answered as it says', async () => {
    const { response, body } = await answerTo(
      new ProblemError({
        status: 409,
        code: 'no-map',
        message: 'There is none.',
        hint: 'Wait.',
        errors: [{ path: '/x', message: 'wrong' }],
        retryAfterSeconds: 2.2,
      }),
    );
    expect(body).toMatchObject({
      status: 409,
      title: 'Conflict',
      code: 'no-map',
      detail: 'There is none.',
      hint: 'Wait.',
      errors: [{ path: '/x', message: 'wrong' }],
    });
    expect(response.headers['retry-after']).toBe('3');
  });

  it.each([
    ['no-such-video', 404],
    ['no-such-user', 404],
    ['invalid-value', 400],
    ['space-mismatch', 409],
    ['no-model', 409],
    ['too-few-videos', 409],
    ['store-locked', 503],
    ['disk-full', 503],
    ['internal', 500],
  ] as const)('with the code %s has the status %i', async (code, status) => {
    const { body } = await answerTo(new VidtokenError({ code, message: 'What happened.' }));
    expect(body).toMatchObject({ code, status });
  });

  it('of a locked store says when to come again, and nothing about processes and folders', async () => {
    const { response, body, lines } = await answerTo(
      new VidtokenError({
        code: 'store-locked',
        message: 'Process 77 waits in /secret/folder.',
        hint: 'kill 77',
      }),
    );
    expect(response.headers['retry-after']).toBe('5');
    expect(JSON.stringify(body)).not.toMatch(/secret|waits|kill/);
    expect(JSON.stringify(lines)).toContain('/secret/folder');
  });

  it.each(FAILURE_CODES.map((code) => [code]))('about an input (%s) is 422', async (code) => {
    const { body } = await answerTo(new InputError({ code, message: 'The file is no video.' }));
    expect(body).toMatchObject({ code, status: 422, detail: 'The file is no video.' });
  });

  it('that nobody expected tells nothing to the caller and everything to the log', async () => {
    const { body, lines } = await answerTo(new TypeError('secret of /root/x'));
    expect(body).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(body)).not.toMatch(/secret|root|TypeError/);
    const [line] = lines.filter(({ level }) => level === 'error');
    expect(line?.facts).toMatchObject({
      requestId: body.instance,
      operation: 'fail',
      error: 'secret of /root/x',
    });
  });

  it.each([['a string'], [undefined], [null], [{ statusCode: 200 }]])(
    'that is no Error (%j) is a 500 all the same',
    async (thrown) => {
      expect((await answerTo(thrown)).body).toMatchObject({ status: 500, code: 'internal' });
    },
  );

  it('keeps HTML in a detail as text', async () => {
    const html = '<script>alert(1)</script>';
    const { response, body } = await answerTo(new VidtokenError({ code: 'no-such-video', message: html }));
    expect(body.detail).toBe(html);
    expect(response.headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('has a status of its own for every code of the product', () => {
    for (const { status } of Object.values(ERROR_STATUSES)) expect(status).toBeGreaterThanOrEqual(400);
  });

  it('in an answer that does not fit its schema is a 500, not a half answer', async () => {
    const { app } = await appWith([probeRoute({ id: 'odd' }, async () => ({ done: 'yes' }) as never)]);
    const response = await app.inject({ url: '/v1/probe/odd' });
    expect(problem.parse(response.json())).toMatchObject({ status: 500, code: 'internal' });
  });
});

describe('a request that is not as expected', () => {
  const route = probeRoute({
    id: 'strict',
    method: 'POST',
    path: '/v1/probe/strict/{id}',
    params: z.object({ id: z.string().max(10) }),
    query: z.object({ k: z.coerce.number().int().max(5).optional() }),
    body: z.strictObject({ text: z.string().max(3), numbers: z.array(z.number()).optional() }),
  });
  const send = async (options: { url?: string; payload?: unknown; headers?: Record<string, string> }) => {
    const { app } = await appWith([route], { settings: { bodyLimitBytes: 1000 } });
    const { url = '/v1/probe/strict/a', payload = { text: 'a' }, headers = {} } = options;
    return app.inject({ method: 'POST', url, payload: payload as never, headers });
  };

  it('names every field that is wrong, and does not repeat what was sent', async () => {
    const response = await send({ payload: { text: 'hunter2-secret', numbers: [1, 'two'], more: 1 } });
    const body = problem.parse(response.json());
    expect(body).toMatchObject({ status: 400, code: 'invalid-request' });
    expect(body.errors?.map(({ path }) => path)).toEqual(['/text', '/numbers/1', '/']);
    expect(response.body).not.toContain('hunter2');
  });

  it.each([
    ['a path parameter', '/v1/probe/strict/abcdefghijkl', '/id'],
    ['the query', '/v1/probe/strict/a?k=9', '/k'],
  ])('says so of %s', async (_what, url, path) => {
    const body = problem.parse((await send({ url })).json());
    expect(body).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ path }] });
  });

  it.each([
    ['malformed JSON', '{"text": ', 'application/json', 400, 'invalid-request'],
    ['an empty body', '', 'application/json', 400, 'invalid-request'],
    ['another content type', 'text=a', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['a prototype in its JSON', '{"__proto__": {"x": 1}}', 'application/json', 400, 'invalid-request'],
    ['too many bytes', JSON.stringify({ text: 'x'.repeat(2000) }), 'application/json', 413, 'body-too-large'],
  ])('with %s is refused', async (_what, payload, type, status, code) => {
    const response = await send({ payload, headers: { 'content-type': type } });
    expect(problem.parse(response.json())).toMatchObject({ status, code });
  });

  it.each([
    ['/v1/nothing', 404, 'no-such-route'],
    ['/v1/probe/%zz', 400, 'invalid-request'],
    ['/v1/videos//similar', 404, 'no-such-route'],
  ])('GET %s is a problem', async (url, status, code) => {
    const { app } = await appWith([route]);
    const response = await app.inject({ url });
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(problem.parse(response.json())).toMatchObject({ status, code });
  });

  it('whose path parameter is too long is refused before it is looked at', async () => {
    const { app } = await appWith([route]);
    const response = await app.inject({ method: 'POST', url: `/v1/probe/strict/${'x'.repeat(600)}` });
    expect(problem.parse(response.json())).toMatchObject({ status: 414, code: 'invalid-request' });
  });

  it('with a method that a path does not have is told which it has', async () => {
    const { app } = await appWith([route]);
    const response = await app.inject({ method: 'PUT', url: '/v1/videos/some-id' });
    expect(response.headers.allow).toBe('GET, HEAD, DELETE');
    expect(problem.parse(response.json())).toMatchObject({ status: 405, code: 'method-not-allowed' });
  });
});

describe('the id of a request', () => {
  it.each([
    ['client-id.12345678', true],
    ['short', false],
    ['x'.repeat(65), false],
    ['has spaces in it', false],
    ['<b>12345678</b>', false],
  ])('%j from the caller is taken over: %s', async (given, isTaken) => {
    const { app } = await appWith([]);
    const { headers } = await app.inject({ url: '/healthz', headers: { 'x-request-id': given } });
    expect(headers['x-request-id'] === given).toBe(isTaken);
    expect(headers['x-request-id']).toMatch(/^[\w.-]{8,64}$/);
  });
});

describe('what is measured and logged', () => {
  it('is one line for each request, without its words and its token', async () => {
    const { logger, lines } = loggedLines();
    const { app } = await appWith([probeRoute({ id: 'find', query: z.object({ q: z.string() }) })], {
      context: { logger },
    });
    const token = `vidtoken_0123456789ab_${'s'.repeat(43)}`;
    await app.inject({ url: '/v1/probe/find?q=private-words', headers: { 'x-request-id': 'request-1' } });
    await app.inject({
      url: '/v1/probe/find?q=private-words',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(lines.map(({ facts }) => [facts.operation, facts.status])).toEqual([
      ['find', 200],
      ['find', 401],
    ]);
    expect(lines[0]?.facts).toMatchObject({ requestId: 'request-1', method: 'GET' });
    expect(JSON.stringify(lines)).not.toMatch(/private-words|vidtoken_/);
  });

  it('counts requests by operation and class of status, never by address', async () => {
    const { app, service } = await appWith([probeRoute({ id: 'count', path: '/v1/probe/{id}' })]);
    for (const id of ['a', 'b', 'c']) await app.inject({ url: `/v1/probe/${id}` });
    await app.inject({ url: '/v1/secret-place' });
    const text = await service.metrics.text();
    expect(text).toContain('vidtoken_request_seconds_count{operation="count",status="2xx"} 3');
    expect(text).toContain('vidtoken_request_seconds_count{operation="unknown",status="4xx"} 1');
    expect(text).not.toContain('secret-place');
  });

  it('times stages that succeed and stages that fail, and shows the state of the service', async () => {
    const { service } = await appWith([]);
    await service.metrics.time('rows', async () => 1);
    await expect(service.metrics.time('rows', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const index = { name: 'token_idx', columns: ['token'], type: 'IvfPq', indexedRows: 30, unindexedRows: 5 };
    let indexes = Promise.resolve([index]);
    service.metrics.watch({
      read: () => ({
        ...{ waitingJobs: 3, runningJobs: 1, waitingFeedback: 4, videos: 36, videosWithToken: 35 },
        ...{ index: 'memory', spaceId: 'space-a', dimension: 256, version: '1.2.3' },
      }),
      indexes: () => indexes,
    });
    const text = await service.metrics.text();
    expect(text).toContain('vidtoken_stage_seconds_count{stage="rows",outcome="done"} 1');
    expect(text).toContain('vidtoken_stage_seconds_count{stage="rows",outcome="failed"} 1');
    expect(text).toContain('vidtoken_jobs_waiting 3');
    expect(text).toContain('vidtoken_feedback_waiting 4');
    expect(text).toContain('vidtoken_library_videos 36');
    expect(text).toContain('vidtoken_info{version="1.2.3",space="space-a",dimension="256",index="memory"} 1');
    expect(text).toContain('vidtoken_index_rows{index="token_idx",state="indexed"} 30');
    expect(text).toContain('vidtoken_index_rows{index="token_idx",state="unindexed"} 5');
    expect(text).toMatch(/vidtoken_event_loop_lag_seconds\{quantile="0.99"\} [\d.e-]+/);
    expect(text).toMatch(/vidtoken_resident_memory_bytes \d{7,}/);
    indexes = Promise.reject(new Error('The table is gone.'));
    const later = await service.metrics.text();
    expect(later).not.toMatch(/^vidtoken_index_rows\{/m);
    expect(later).toContain('vidtoken_jobs_waiting 3');
  });
});

describe('a handler that takes too long', () => {
  it('is told by its signal, and its caller gets a 503', async () => {
    let wasTold: unknown;
    const slow = probeRoute(
      { id: 'slow' },
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            wasTold = signal.reason;
            reject(signal.reason);
          });
        }),
    );
    const { app } = await appWith([slow], { settings: { requestTimeoutMs: 20 } });
    const response = await app.inject({ url: '/v1/probe/slow' });
    expect(problem.parse(response.json())).toMatchObject({ status: 503, code: 'timeout' });
    expect(response.headers['retry-after']).toBe('5');
    expect(wasTold).toBeInstanceOf(ProblemError);
  });
});
