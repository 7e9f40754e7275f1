import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/service/app.js';
import { problem } from '../../src/service/contract/problem.js';
import { openApiDocument } from '../../src/service/openapi.js';
import { serviceDouble } from '../support/service-double.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let pageFolder: string;
beforeEach(async () => {
  const folder = await temporaryFolder();
  pageFolder = join(folder, 'web');
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not for the page');
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(pageFolder, 'assets', 'main-3f9a01c2.js'), 'export {}');
});

async function app(settings: { readonly pageFolder?: string } = { pageFolder }) {
  const made = await createApp(serviceDouble({ settings }), { routes: [] });
  onTestFinished(() => made.close());
  return made;
}

const HTML = { accept: 'text/html,*/*' };

describe('the page', () => {
  it('stands at / with a policy that allows only what this service sends', async () => {
    const response = await (await app()).inject({ url: '/', headers: HTML });
    expect(response.body).toContain('<title>page</title>');
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.headers['cache-control']).toBe('no-cache');
    const policy = String(response.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('answers every address of its own with the page, and is asked for it anew each time', async () => {
    const service = await app();
    for (const url of ['/videos/some-id', '/map', '/feed?user=a']) {
      const response = await service.inject({ url, headers: HTML });
      expect([response.statusCode, response.headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(response.body).toContain('<title>page</title>');
    }
  });

  it('lets a browser keep its hashed files for ever', async () => {
    const response = await (await app()).inject({ url: '/assets/main-3f9a01c2.js' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/v1/nothing', '/docs/nothing', '/assets/gone.js', '/openapi.json/x', '/healthz/x'])(
    'is not the answer at %s',
    async (url) => {
      const response = await (await app()).inject({ url, headers: HTML });
      expect(response.statusCode).toBe(404);
      expect(response.body).not.toContain('<title>page</title>');
    },
  );

  it('is not the answer to a program', async () => {
    const response = await (await app()).inject({ url: '/map', headers: { accept: 'application/json' } });
    expect(problem.parse(response.json())).toMatchObject({ status: 404, code: 'no-such-route' });
  });

  it.each([
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt%00.js',
    '//etc/passwd',
    '/%2fetc/passwd',
    '/docs/static/../../../../package.json',
    '/docs/static/%2e%2e%2f%2e%2e%2fpackage.json',
  ])('gives nothing outside its folder for %s', async (url) => {
    const response = await (await app()).inject({ url });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.body).not.toMatch(/not for the page|root:|"dependencies"/);
  });

  it('is missing without a folder, and the rest works', async () => {
    const service = await app({});
    expect((await service.inject({ url: '/', headers: HTML })).statusCode).toBe(404);
    expect((await service.inject({ url: '/openapi.json' })).statusCode).toBe(200);
  });
});

describe('the documents', () => {
  it('are read at /docs without any other host', async () => {
    const service = await app();
    const response = await service.inject({ url: '/docs/' });
    expect(response.statusCode).toBe(200);
    expect(String(response.headers['content-security-policy'])).toMatch(/default-src 'self'/);
    expect(String(response.headers['content-security-policy'])).not.toMatch(/https?:|swagger\.io|upgrade/);
    expect(response.body).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const [, file] of response.body.matchAll(/(?:src|href)="\.\/(static\/[^"]+)"/g)) {
      expect((await service.inject({ url: `/docs/${file}` })).statusCode).toBe(200);
    }
  });

  it('have every schema that is referred to, and no other', async () => {
    const text = JSON.stringify(await openApiDocument({ version: '1' }));
    const { components } = JSON.parse(text) as { components: { schemas: object } };
    const referred = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect(Object.keys(components.schemas).sort()).toEqual([...referred].sort());
  });
});
