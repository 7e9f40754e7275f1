import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { silentLogger } from '../../src/core/runtime.js';
import { createApp } from '../../src/service/app.js';
import { shutDown } from '../../src/service/platform/shutdown.js';
import { addSystemRoutes } from '../../src/service/routes/system.js';
import type { ServiceSettings } from '../../src/service/settings.js';
import { loggedLines } from '../support/logged-lines.js';
import { probeRoute } from '../support/probe-routes.js';
import { listeningPort, rawRequest } from '../support/raw-request.js';
import { serviceDouble } from '../support/service-double.js';

const ECHO = probeRoute({ id: 'echo', method: 'POST', body: z.object({ text: z.string() }) }, async () => ({
  done: true,
}));

async function start(settings: Partial<ServiceSettings> = {}) {
  const app = await createApp(serviceDouble({ settings }), { routes: [ECHO, probeRoute({ id: 'read' })] });
  onTestFinished(() => app.close());
  return { app, port: await listeningPort(app) };
}

const POST = 'POST /v1/probe/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const GET = 'GET /v1/probe/read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';

describe('a connection', () => {
  it('whose body does not come is answered with 408 and closed', async () => {
    const { port } = await start({ requestTimeoutMs: 50 });
    const answer = await rawRequest(port, `${POST}Content-Length: 100\r\n\r\n{"text"`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"timeout"');
  });

  it.each([
    ['says that it will be', `${POST}Content-Length: 5000\r\nConnection: close\r\n\r\n`],
    [
      'turns out to be',
      `${POST}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n7d0\r\n${'x'.repeat(2000)}\r\n0\r\n\r\n`,
    ],
  ])('whose body %s too large is answered with 413', async (_what, text) => {
    const { port } = await start({ bodyLimitBytes: 1000 });
    const answer = await rawRequest(port, text);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"body-too-large"');
  });

  it.each([
    ['is no HTTP', 'hello there\r\n\r\n', 400],
    ['has a broken header', `${GET}X-Bad\u0001Name: a\r\n\r\n`, 400],
    ['has two lengths', `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`, 400],
    [
      'has a length and chunks',
      `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['has headers without end', `${GET}X-Long: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ])('that %s gets a problem and is closed', async (_what, text, status) => {
    const { port } = await start();
    const answer = await rawRequest(port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"invalid-request"');
  });

  it('cannot put a header into the answer', async () => {
    const { port } = await start();
    const injected = `${GET}X-Request-Id: 12345678%0d%0aSet-Cookie: a=b\r\n\r\n`;
    const answer = await rawRequest(port, injected);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).not.toContain('Set-Cookie');
    expect(answer).not.toContain('12345678');
  });

  it.each(['bytes=', 'bytes=9-1', 'bytes=-', `bytes=${'9'.repeat(400)}-`, 'lines=1-2', 'bytes=0-1,2-3,4-5'])(
    'with the range %j gets the documents and no error',
    async (range) => {
      const { port } = await start();
      const answer = await rawRequest(
        port,
        `GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nRange: ${range}\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    },
  );
});

describe('a client that goes away', () => {
  it('ends the work for it, and is no failure of the service', async () => {
    let begun = (): void => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let ended = (): void => {};
    const hasEnded = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const lines: object[] = [];
    const logger = {
      ...silentLogger,
      error: (facts: object) => void lines.push(facts),
      info: (facts: object) => {
        lines.push(facts);
        ended();
      },
    };
    const slow = probeRoute({ id: 'slow', method: 'POST' }, ({ signal }) => {
      begun();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    });
    const service = serviceDouble({ context: { logger } });
    const app = await createApp(service, { routes: [slow] });
    onTestFinished(() => app.close());
    const port = await listeningPort(app);
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${POST.replace('echo', 'slow')}Content-Length: 2\r\n\r\n{}`),
    );
    await hasBegun;
    socket.destroy();
    await hasEnded;
    expect(lines).toMatchObject([{ operation: 'slow', status: 499 }]);
    expect(await service.metrics.text()).not.toContain('status="5xx"');
  });
});

describe('the server', () => {
  it('bounds how long heads, bodies and idle connections may take', async () => {
    const { app } = await start();
    const { headersTimeout, requestTimeout, timeout, keepAliveTimeout } = app.server;
    expect({ headersTimeout, requestTimeout, timeout, keepAliveTimeout }).toEqual({
      headersTimeout: 15_000,
      requestTimeout: 3_600_000,
      timeout: 120_000,
      keepAliveTimeout: 10_000,
    });
  });

  it('does not count the time of a handler as time of a body', async () => {
    const waits = probeRoute(
      { id: 'waits', method: 'POST', multipart: { file: 'file', fields: [] } },
      async () => {
        // Longer than the limit of a body; operations that take files have none for their handler.
        await new Promise((resolve) => setTimeout(resolve, 400));
        return { done: true };
      },
    );
    const app = await createApp(serviceDouble({ settings: { requestTimeoutMs: 300 } }), { routes: [waits] });
    onTestFinished(() => app.close());
    const port = await listeningPort(app);
    const { status } = await fetch(`http://127.0.0.1:${port}/v1/probe/waits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(status).toBe(200);
  });
});

describe('the end of a service', () => {
  /** A service with one request that runs until the test lets it finish. */
  async function withRunningRequest() {
    const stop = new AbortController();
    const { logger, lines } = loggedLines();
    let finish = (): void => {};
    let begun = (): void => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow = probeRoute({ id: 'slow' }, async () => {
      begun();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return { done: true };
    });
    const closed: string[] = [];
    const jobs = { close: async () => void closed.push('jobs'), waiting: 0 } as never;
    const service = {
      ...serviceDouble({ context: { signal: stop.signal, logger }, jobs }),
      close: async () => void closed.push('service'),
    };
    const app = await createApp(service, { routes: [slow, probeRoute({ id: 'read' }), addSystemRoutes] });
    const port = await listeningPort(app);
    const running = fetch(`http://127.0.0.1:${port}/v1/probe/slow`);
    await hasBegun;
    return { app, service, stop, port, running, closed, lines, logger, finish: () => finish() };
  }

  it('lets a running request finish before it closes what that works with', async () => {
    const { app, service, stop, running, closed, logger, finish } = await withRunningRequest();
    stop.abort();
    const ended = shutDown({ app, service, logger, graceMs: 60_000 });
    expect(closed).toEqual(['jobs']);
    finish();
    const response = await running;
    expect([response.status, await response.json()]).toEqual([200, { done: true }]);
    expect(response.headers.get('connection')).toBe('close');
    await ended;
    expect(closed).toEqual(['jobs', 'service']);
  });

  it('refuses what comes meanwhile on an open connection', async () => {
    const { app, service, stop, port, running, logger, finish } = await withRunningRequest();
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    stop.abort();
    const response = await app.inject({ url: '/v1/probe/read' });
    expect(response.json()).toMatchObject({ status: 503, code: 'shutting-down' });
    expect(response.headers['retry-after']).toBe('5');
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
    finish();
    await running;
    socket.destroy();
    await shutDown({ app, service, logger, graceMs: 60_000 });
  });

  it('answers work that was stopped half-way with 503, whatever that throws', async () => {
    const stop = new AbortController();
    const halfway = probeRoute({ id: 'half' }, async () => {
      stop.abort();
      throw new DOMException('This operation was aborted', 'AbortError');
    });
    const app = await createApp(serviceDouble({ context: { signal: stop.signal } }), { routes: [halfway] });
    onTestFinished(() => app.close());
    const response = await app.inject({ url: '/v1/probe/half' });
    expect(response.json()).toMatchObject({ status: 503, code: 'shutting-down' });
  });

  it('does not wait for ever', async () => {
    const { app, service, stop, running, closed, lines, logger } = await withRunningRequest();
    stop.abort();
    const cut = expect(running).rejects.toThrow();
    await shutDown({ app, service, logger, graceMs: 10 });
    await cut;
    expect(closed).toEqual(['jobs', 'service']);
    expect(lines.map(({ message }) => message)).toContain(
      'requests did not end in time; their connections are cut',
    );
  });
});
