import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/service/app.js';
import { problem } from '../../src/service/contract/problem.js';
import { addSystemRoutes } from '../../src/service/routes/system.js';
import type { ServiceSettings } from '../../src/service/settings.js';
import { createTokenStore } from '../../src/service/tokens/token-store.js';
import { loggedLines } from '../support/logged-lines.js';
import { probeRoute } from '../support/probe-routes.js';
import { serviceDouble } from '../support/service-double.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const READ = probeRoute({ id: 'read' });
const WRITE = probeRoute({ id: 'write', method: 'POST', scope: 'write' });
const ADMIN = probeRoute({ id: 'admin', method: 'DELETE', scope: 'admin' });
const START_MS = 1_800_000_000_000;

/** A service whose time the test sets. */
async function guarded(settings: Partial<ServiceSettings> = { requireTokens: true }) {
  const dataFolder = await temporaryFolder();
  const time = { nowMs: START_MS };
  const clock = () => time.nowMs;
  const { logger, lines } = loggedLines();
  // As another process would have it: the command line makes and revokes tokens while the service runs.
  const tokens = createTokenStore({ dataFolder, clock, logger });
  const service = serviceDouble({ settings, context: { dataFolder, clock, logger } });
  const app = await createApp(service, { routes: [READ, WRITE, ADMIN, addSystemRoutes] });
  onTestFinished(async () => {
    await app.close();
    service.metrics.close();
  });
  const get = (token?: string) =>
    app.inject({
      url: '/v1/probe/read',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  return { app, tokens, time, lines, get };
}

describe('a service with tokens', () => {
  it('asks for one and says how to get it', async () => {
    const { get } = await guarded();
    const response = await get();
    expect(problem.parse(response.json())).toMatchObject({ status: 401, code: 'unauthorised' });
    expect(response.headers['www-authenticate']).toBe('Bearer realm="vidtoken"');
    expect(response.json().hint).toContain('vidtoken token create');
  });

  it('lets health, the documents and nothing else be seen without one', async () => {
    const { app } = await guarded();
    for (const url of ['/healthz', '/openapi.json', '/docs/']) {
      expect((await app.inject({ url })).statusCode).toBe(200);
    }
  });

  it.each([
    ['read', [200, 403, 403]],
    ['write', [200, 200, 403]],
    ['admin', [200, 200, 200]],
  ] as const)('lets the scope %s do what it includes', async (scope, statuses) => {
    const { app, tokens } = await guarded();
    const { text } = await tokens.create({ name: 'a', scope });
    const headers = { authorization: `Bearer ${text}` };
    const answers = [
      await app.inject({ url: '/v1/probe/read', headers }),
      await app.inject({ method: 'POST', url: '/v1/probe/write', headers }),
      await app.inject({ method: 'DELETE', url: '/v1/probe/admin', headers }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(statuses);
    const refused = answers.find(({ statusCode }) => statusCode === 403);
    if (refused === undefined) return;
    const needed = scope === 'read' ? 'write' : 'admin';
    expect(problem.parse(refused.json()).detail).toContain(`scope "${needed}"`);
    expect(refused.headers['www-authenticate']).toContain(`error="insufficient_scope", scope="${needed}"`);
  });

  it('refuses a token from the moment it is revoked', async () => {
    const { get, tokens } = await guarded();
    const { text, token } = await tokens.create({ name: 'a', scope: 'read' });
    expect((await get(text)).statusCode).toBe(200);
    await tokens.revoke(token.id);
    const response = await get(text);
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('refuses a token from the moment it expires', async () => {
    const { get, tokens, time } = await guarded();
    const { text } = await tokens.create({ name: 'a', scope: 'read', lifetimeMs: 1000 });
    time.nowMs += 999;
    expect((await get(text)).statusCode).toBe(200);
    time.nowMs += 1;
    expect((await get(text)).statusCode).toBe(401);
  });

  it('refuses a token with another secret, of another make, or in another scheme', async () => {
    const { app, tokens } = await guarded();
    const { text } = await tokens.create({ name: 'a', scope: 'admin' });
    const wrong = `${text.slice(0, -2)}${text.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const authorization of [`Bearer ${wrong}`, `Bearer ${text}x`, 'Bearer', `Basic ${text}`, text, '']) {
      const { statusCode } = await app.inject({ url: '/v1/probe/read', headers: { authorization } });
      expect(statusCode, authorization.replace(text, '…')).toBe(401);
    }
  });

  it('never writes a token into its log', async () => {
    const { get, tokens, lines } = await guarded();
    const { text } = await tokens.create({ name: 'a', scope: 'read' });
    await get(text);
    await get(`${text}x`);
    expect(JSON.stringify(lines)).not.toContain(text.slice(22));
  });
});

describe('a service without tokens', () => {
  it('lets everybody on this machine do everything, but checks a token that is sent', async () => {
    const { app, get } = await guarded({});
    expect((await app.inject({ method: 'DELETE', url: '/v1/probe/admin' })).statusCode).toBe(200);
    expect((await get('vidtoken_000000000000_wrong')).statusCode).toBe(401);
  });

  it.each([
    ['localhost:8765', 200],
    ['127.0.0.1', 200],
    ['127.8.9.10:80', 200],
    ['[::1]:8765', 200],
    ['app.localhost', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example:8765', 403],
    ['192.168.0.7:8765', 403],
    ['localhost@evil.example', 403],
  ])('answers a request for the host %s with %i', async (host, status) => {
    const { app } = await guarded({});
    expect((await app.inject({ url: '/v1/probe/read', headers: { host } })).statusCode).toBe(status);
  });

  it.each([
    [{ origin: 'http://localhost:80' }, 200],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:9999' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{}, 200],
  ])('answers a change with the headers %j with %i', async (headers, status) => {
    const { app } = await guarded({});
    const response = await app.inject({
      method: 'POST',
      url: '/v1/probe/write',
      headers: { host: 'localhost:80', ...headers },
    });
    expect(response.statusCode).toBe(status);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the session of a page', () => {
  const cookieOf = (header: unknown) => String(header).split(';')[0] ?? '';

  it('stands for the token that it was made with, until that is revoked', async () => {
    const { app, tokens } = await guarded();
    const { text, token } = await tokens.create({ name: 'page', scope: 'write' });
    const made = await app.inject({
      method: 'POST',
      url: '/v1/session',
      headers: { authorization: `Bearer ${text}` },
    });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toEqual({
      scopes: ['read', 'write'],
      expiresAt: new Date(START_MS + 3_600_000).toISOString(),
    });
    expect(made.headers['set-cookie']).toMatch(
      /^vidtoken_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(made.headers['set-cookie']);
    expect(cookie).not.toContain(text.slice(22));
    const read = () => app.inject({ url: '/v1/probe/read', headers: { cookie: `other=1; ${cookie}` } });
    const write = (headers: Record<string, string>) =>
      app.inject({ method: 'POST', url: '/v1/probe/write', headers: { cookie, ...headers } });
    expect((await read()).statusCode).toBe(200);
    expect((await write({ origin: 'http://localhost:80' })).statusCode).toBe(200);
    expect((await write({ origin: 'http://evil.example' })).statusCode).toBe(403);
    expect((await write({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await app.inject({ method: 'POST', url: '/v1/session', headers: { cookie } })).statusCode).toBe(
      401,
    );
    await tokens.revoke(token.id);
    expect((await read()).statusCode).toBe(401);
  });

  it('ends when it is deleted, and an hour after it was last used', async () => {
    const { app, tokens, time } = await guarded();
    const { text } = await tokens.create({ name: 'page', scope: 'read' });
    const start = async () =>
      cookieOf(
        (
          await app.inject({
            method: 'POST',
            url: '/v1/session',
            headers: { authorization: `Bearer ${text}` },
          })
        ).headers['set-cookie'],
      );
    const read = async (cookie: string) =>
      (await app.inject({ url: '/v1/probe/read', headers: { cookie } })).statusCode;
    const [first, second] = [await start(), await start()];
    const ended = await app.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie: first } });
    expect(ended.json()).toEqual({ ended: true });
    expect(ended.headers['set-cookie']).toContain('Max-Age=0');
    expect(await read(first)).toBe(401);
    time.nowMs += 3_599_999;
    expect(await read(second)).toBe(200);
    time.nowMs += 3_599_999;
    expect(await read(second)).toBe(200);
    time.nowMs += 3_600_000;
    expect(await read(second)).toBe(401);
  });

  it('is marked as secure where the page came over TLS', async () => {
    const { app, tokens } = await guarded();
    const { text } = await tokens.create({ name: 'page', scope: 'read' });
    const headers = {
      authorization: `Bearer ${text}`,
      origin: 'https://videos.example',
      host: 'videos.example',
    };
    const made = await app.inject({ method: 'POST', url: '/v1/session', headers });
    expect(made.headers['set-cookie']).toContain('; Secure');
  });
});

describe('the rate limit', () => {
  it('is of each token, and of each address without one', async () => {
    const { app, get, tokens } = await guarded({ requireTokens: true, requestsPerMinute: 2 });
    const { text: first } = await tokens.create({ name: 'a', scope: 'read' });
    const { text: second } = await tokens.create({ name: 'b', scope: 'read' });
    expect([(await get(first)).statusCode, (await get(first)).statusCode]).toEqual([200, 200]);
    const refused = await get(first);
    expect(problem.parse(refused.json())).toMatchObject({ status: 429, code: 'rate-limited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await get(second)).statusCode).toBe(200);
    // Guessing is limited as well.
    expect([(await get()).statusCode, (await get('x')).statusCode, (await get('y')).statusCode]).toEqual([
      401, 401, 429,
    ]);
    const elsewhere = await app.inject({ url: '/v1/probe/read', remoteAddress: '10.0.0.9' });
    expect(elsewhere.statusCode).toBe(401);
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });
});
