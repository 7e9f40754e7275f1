import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorReport } from '../../src/core/reports/error-report.js';
import {
  tokenCreateReport,
  tokenListReport,
  tokenRevokeReport,
} from '../../src/core/reports/token-report.js';
import { runCli } from '../support/run-cli.js';
import { runServe } from '../support/run-serve.js';
import { servedStore } from '../support/served-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The real command on a free port, once it says that it answers. */
async function serve(data: string, args: readonly string[] = []) {
  const { child, result, report } = await runServe(data, args);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${report.address}${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { child, result, report, ask };
}

async function tokenOf(data: string, args: readonly string[]) {
  const { stdout } = await runCli(['token', 'create', ...args, '--json', '--data', data]);
  return tokenCreateReport.parse(JSON.parse(stdout));
}

describe('vidtoken serve', () => {
  it('says where it is in one line, answers, and ends in order with the exit code 0', async () => {
    const data = await servedStore(await temporaryFolder());
    const { child, result, report, ask } = await serve(data);
    expect(report).toMatchObject({ host: '127.0.0.1', requiresTokens: false });
    expect(report.address).toBe(`http://127.0.0.1:${report.port}`);
    expect(report.videos).toBeGreaterThan(0);
    const { body: page } = await ask('/v1/videos?limit=1');
    const [video] = page.videos as { id: string }[];
    const similar = await ask(`/v1/videos/${video?.id}/similar?k=3`);
    expect(similar.status).toBe(200);
    expect(similar.body.hits).toHaveLength(3);
    expect(await ask('/readyz')).toMatchObject({ status: 200, body: { ready: true } });
    child.kill('SIGTERM');
    const { exitCode, stdout } = await result;
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it('serves an empty library where there is no store', async () => {
    const { child, result, ask } = await serve(join(await temporaryFolder(), 'nothing'));
    expect(await ask('/v1/videos')).toMatchObject({ status: 200, body: { total: 0, videos: [] } });
    expect(await ask('/v1/info')).toMatchObject({ body: { videos: 0, space: null } });
    child.kill('SIGINT');
    expect((await result).exitCode).toBe(0);
  });

  it('is not opened to other machines without a token', async () => {
    const data = await temporaryFolder();
    const { exitCode, stdout } = await runCli([
      'serve',
      '--host',
      '0.0.0.0',
      '--port',
      '0',
      '--json',
      '--data',
      data,
    ]);
    const { error } = errorReport.parse(JSON.parse(stdout));
    expect(error).toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('vidtoken token create'),
    });
    expect(exitCode).toBe(2);
  });

  it('knows of tokens that are made and revoked while it runs', async () => {
    const data = await temporaryFolder();
    const first = await tokenOf(data, ['first', '--scope', 'write', '--expires', '30d']);
    const { child, result, ask } = await serve(data, ['--tokens']);
    const withToken = (token: string) => ask('/v1/info', { headers: { authorization: `Bearer ${token}` } });
    expect((await ask('/v1/info')).status).toBe(401);
    expect(await withToken(first.token)).toMatchObject({ status: 200, body: { scopes: ['read', 'write'] } });
    const second = await tokenOf(data, ['second']);
    expect(await withToken(second.token)).toMatchObject({ status: 200, body: { scopes: ['read'] } });
    const { stdout } = await runCli(['token', 'revoke', second.id, '--json', '--data', data]);
    expect(tokenRevokeReport.parse(JSON.parse(stdout)).revoked.id).toBe(second.id);
    expect((await withToken(second.token)).status).toBe(401);
    child.kill('SIGTERM');
    expect((await result).exitCode).toBe(0);
    const list = await runCli(['token', 'list', '--json', '--data', data]);
    const { tokens } = tokenListReport.parse(JSON.parse(list.stdout));
    expect(tokens).toMatchObject([{ id: first.id, name: 'first', scope: 'write', isExpired: false }]);
    expect(tokens[0]?.lastUsedAt).not.toBeNull();
    expect(list.stdout).not.toContain(first.token.slice(22));
  });

  it('says which port another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const data = await temporaryFolder();
    const { exitCode, stderr } = await runCli(['serve', '--port', String(port), '--data', data]);
    expect(stderr).toContain(`port ${port}: another program listens there`);
    expect(stderr).toContain('--port 0');
    expect(exitCode).toBe(2);
  });

  it.each([
    [['serve', '--port', '70000'], 'from 0 to 65535'],
    [['serve', '--upload-limit', 'big'], 'a size such as 500MB'],
    [['serve', '--allow-root', '/no/such/folder'], 'a folder that is there'],
    [['token', 'create', 'a', '--scope', 'all'], 'Allowed choices are read, write, admin'],
    [['token', 'create', 'a', '--expires', 'soon'], 'such as 12h, 30d'],
    [['token', 'create', 'a\nb'], '1 to 64 letters'],
  ])('%j says what is allowed', async (args, allowed) => {
    const { exitCode, stderr } = await runCli(args);
    expect(stderr).toContain(allowed);
    expect(exitCode).toBe(2);
  });
});
