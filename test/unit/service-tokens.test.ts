import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byteSize, lifetime, tokenName } from '../../src/cli/service-option-parsers.js';
import { silentLogger } from '../../src/core/runtime.js';
import { sessionCookie, sessionOfCookie } from '../../src/service/tokens/session-cookie.js';
import { createSessionStore } from '../../src/service/tokens/session-store.js';
import { createTokenStore } from '../../src/service/tokens/token-store.js';
import { newToken, parseToken } from '../../src/service/tokens/token-text.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const START_MS = 1_800_000_000_000;

async function tokenStore() {
  const dataFolder = await temporaryFolder();
  const time = { nowMs: START_MS };
  const open = () => createTokenStore({ dataFolder, clock: () => time.nowMs, logger: silentLogger });
  return { store: open(), open, time, path: join(dataFolder, 'service', 'tokens.json') };
}

describe('a token', () => {
  it('has an id that may be shown and 256 random bits that no other has', () => {
    const texts = Array.from({ length: 50 }, () => newToken().text);
    expect(new Set(texts).size).toBe(50);
    for (const text of texts) {
      const [, , secret = ''] = /^(vidtoken_[0-9a-f]{12})_(.+)$/.exec(text) ?? [];
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    }
  });

  it.each([
    '',
    'vidtoken_',
    `vidtoken_0123456789ab_${'a'.repeat(42)}`,
    `vidtoken_0123456789AB_${'a'.repeat(43)}`,
  ])('is not %j', (text) => {
    expect(parseToken(text)).toBeUndefined();
  });
});

describe('the tokens of a store', () => {
  it('are kept as hashes in a file that only its owner reads', async () => {
    const { store, path } = await tokenStore();
    const { text, token } = await store.create({ name: 'app', scope: 'write' });
    const kept = await readFile(path, 'utf8');
    const secret = text.slice('vidtoken_0123456789ab_'.length);
    expect(kept).not.toContain(secret);
    // The oracle: SHA-256 of the secret, computed here.
    expect(kept).toContain(createHash('sha256').update(secret).digest('hex'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(token).toEqual({
      id: text.slice(9, 21),
      name: 'app',
      scope: 'write',
      createdAtMs: START_MS,
      expiresAtMs: null,
      lastUsedAtMs: null,
      isExpired: false,
    });
  });

  it('are known to every other process at once, and so is their end', async () => {
    const { store, open } = await tokenStore();
    const service = open();
    expect(service.verify('vidtoken_0123456789ab_x')).toBeUndefined();
    const { text, token } = await store.create({ name: 'a', scope: 'admin' });
    expect(service.verify(text)).toEqual({ id: token.id, scope: 'admin' });
    await store.revoke(token.id);
    expect(service.verify(text)).toBeUndefined();
    expect(service.scopeOf(token.id)).toBeUndefined();
  });

  it('say when they were last used, and a revoked one never comes back by that', async () => {
    const { store, open, time } = await tokenStore();
    const service = open();
    const { text } = await store.create({ name: 'a', scope: 'read' });
    const { token: second } = await store.create({ name: 'b', scope: 'read' });
    time.nowMs += 5000;
    service.verify(text);
    await store.revoke(second.id);
    await service.flush();
    expect((await store.list()).map(({ name, lastUsedAtMs }) => [name, lastUsedAtMs])).toEqual([
      ['a', START_MS + 5000],
    ]);
  });

  it('expire', async () => {
    const { store, time } = await tokenStore();
    const { text, token } = await store.create({ name: 'a', scope: 'read', lifetimeMs: 10 });
    time.nowMs += 9;
    expect(store.verify(text)?.id).toBe(token.id);
    time.nowMs += 1;
    expect(store.verify(text)).toBeUndefined();
    expect(await store.list()).toMatchObject([{ isExpired: true }]);
  });

  it('have names of their own, and an unknown id is an error', async () => {
    const { store } = await tokenStore();
    await store.create({ name: 'a', scope: 'read' });
    await expect(store.create({ name: 'a', scope: 'read' })).rejects.toMatchObject({ code: 'invalid-value' });
    await expect(store.revoke('nothing')).rejects.toMatchObject({ code: 'invalid-value' });
    expect(await store.list()).toHaveLength(1);
  });

  it('let nobody in when their file is damaged', async () => {
    const { store, path } = await tokenStore();
    const { text } = await store.create({ name: 'a', scope: 'read' });
    await writeFile(path, '{"tokens": [{"id": "x"');
    expect(() => store.verify(text)).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
  });
});

describe('the sessions of pages', () => {
  it('are found among other cookies, and nothing else is taken for one', () => {
    const id = 'a'.repeat(43);
    expect(sessionOfCookie(`a=1; vidtoken_session=${id}; b=2`)).toBe(id);
    for (const header of [undefined, '', 'vidtoken_session', 'vidtoken_session=short', `other=${id}`]) {
      expect(sessionOfCookie(header)).toBeUndefined();
    }
    expect(sessionCookie(id, { isSecure: false })).not.toContain('Secure');
  });

  it('do not grow without bound: the oldest goes', () => {
    const sessions = createSessionStore(() => START_MS);
    const first = sessions.create('token').id;
    for (let count = 1; count < 1000; count += 1) sessions.create('token');
    expect(sessions.tokenOf(first)).toBe('token');
    const last = sessions.create('token').id;
    expect(sessions.tokenOf(first)).toBeUndefined();
    expect(sessions.tokenOf(last)).toBe('token');
  });
});

describe('options of the service', () => {
  it('read sizes and times', () => {
    expect(byteSize('500MB')).toBe(500_000_000);
    expect(byteSize('1.5 gb')).toBe(1_500_000_000);
    expect(lifetime('12h')).toBe(12 * 3_600_000);
    expect(lifetime('30d')).toBe(30 * 86_400_000);
    expect(lifetime('2w')).toBe(14 * 86_400_000);
    expect(tokenName(' my app ')).toBe('my app');
  });

  it.each([
    [byteSize, '500'],
    [byteSize, '0MB'],
    [byteSize, '-1MB'],
    [lifetime, '30'],
    [lifetime, '0d'],
    [lifetime, '9999w'],
    [tokenName, ''],
    [tokenName, 'a'.repeat(65)],
    [tokenName, 'a\u001b[31m'],
  ])('%o refuses %j', (parse, text) => {
    expect(() => parse(text)).toThrow('Expected');
  });
});
