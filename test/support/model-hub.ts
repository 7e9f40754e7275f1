import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What goes wrong with one answer for the bytes of a file; each fault happens once, in order. */
export type HubFault =
  | { readonly kind: 'drop' | 'stall'; readonly afterBytes: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'ignore-range' }
  | { readonly kind: 'other-bytes' | 'too-many-bytes' };

export interface HubRequest {
  /** `storage` is another server that large files are redirected to. */
  readonly server: 'hub' | 'storage';
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** A model hub of this process: lists, redirects and serves like the public one. */
export interface ModelHub {
  readonly endpoint: string;
  readonly requests: HubRequest[];
  /** By path of the file. */
  readonly faults: Map<string, HubFault[]>;
  /** By path; changed content is a new commit. */
  readonly files: Map<string, Uint8Array>;
  commit(): string;
}

const PAGE_SIZE = 4;
const LARGE_BYTES = 1000;

/**
 * Serves one model until the test ends. Files of 1000 bytes and more are in large-file storage, with their SHA-256; the
 * others have the id of their Git object.
 * @param options.listedAs another path that a file is listed under, as a hostile hub would
 */
export async function startModelHub(options: {
  readonly model: string;
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly listedAs?: Readonly<Record<string, string>>;
}): Promise<ModelHub> {
  const { model } = options;
  const files = new Map(
    Object.entries(options.files).map(([path, content]) => [path, new Uint8Array(Buffer.from(content))]),
  );
  const hub: ModelHub = {
    endpoint: '',
    requests: [],
    faults: new Map(),
    files,
    commit: () => sha1([...files].map(([path, content]) => `${path} ${sha1(content)}`).join('\n')),
  };
  const note = (server: HubRequest['server'], { url, headers }: IncomingMessage): void => {
    hub.requests.push({
      server,
      path: url ?? '',
      range: headers.range,
      authorization: headers.authorization,
    });
  };
  const storage = await listen((request, response) => {
    note('storage', request);
    serve(hub, decodeURIComponent((request.url ?? '').slice(1).replace(/\?.*/, '')), { request, response });
  });
  const api = await listen((request, response) => {
    note('hub', request);
    const url = new URL(request.url ?? '', 'http://hub');
    const path = decodeURIComponent(url.pathname);
    const file = path.replace(`/${model}/resolve/${hub.commit()}/`, '');
    const content = files.get(file);
    if (path.startsWith(`/api/models/${model}/revision/`)) json(response, { sha: hub.commit() });
    else if (path === `/api/models/${model}/tree/${hub.commit()}`) list(url, response);
    else if (content === undefined) status(response, path.includes(model) ? 404 : 401);
    else if (isLarge(content)) redirect(response, `${storage}/${encodeURIComponent(file)}?sign=secret`);
    else serve(hub, file, { request, response });
  });
  const list = (url: URL, response: ServerResponse): void => {
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const entries = [...files].map(([path, content]) => entry(options.listedAs?.[path] ?? path, content));
    const all = [{ type: 'directory', path: 'onnx', oid: sha1('onnx'), size: 0 }, ...entries];
    url.searchParams.set('cursor', String(start + PAGE_SIZE));
    if (start + PAGE_SIZE < all.length) {
      response.setHeader('link', `<${api}${url.pathname}${url.search}>; rel="next"`);
    }
    json(response, all.slice(start, start + PAGE_SIZE));
  };
  return Object.assign(hub, { endpoint: api });
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(
  hub: ModelHub,
  path: string,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): void {
  const fault = hub.faults.get(path)?.shift();
  if (fault?.kind === 'status') {
    status(response, fault.status);
    return;
  }
  if (fault?.kind === 'redirect') {
    redirect(response, fault.location);
    return;
  }
  const content = faultyContent(hub.files.get(path) ?? new Uint8Array(), fault);
  const start =
    fault?.kind === 'ignore-range' ? 0 : Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(start === 0 ? 200 : 206, {
    ...(fault?.kind === 'too-many-bytes' ? {} : { 'content-length': content.length - start }),
    ...(start === 0 ? {} : { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
  });
  if (fault?.kind !== 'drop' && fault?.kind !== 'stall') {
    response.end(content.subarray(start));
    return;
  }
  response.write(content.subarray(start, start + fault.afterBytes), () => {
    // In order: what was written arrives before the end.
    if (fault.kind === 'drop') response.socket?.end();
  });
}

function faultyContent(content: Uint8Array, fault: HubFault | undefined): Uint8Array {
  if (fault?.kind === 'other-bytes') return content.map((byte) => byte ^ 255);
  if (fault?.kind === 'too-many-bytes') return new Uint8Array([...content, 0]);
  return content;
}

function entry(path: string, content: Uint8Array): object {
  const lfs = {
    oid: createHash('sha256').update(content).digest('hex'),
    size: content.length,
    pointerSize: 130,
  };
  const oid = sha1(new Uint8Array(Buffer.concat([Buffer.from(`blob ${content.length}\0`), content])));
  return { type: 'file', path, oid, size: content.length, ...(isLarge(content) ? { lfs } : {}) };
}

function isLarge(content: Uint8Array): boolean {
  return content.length >= LARGE_BYTES;
}

function sha1(content: Uint8Array | string): string {
  return createHash('sha1').update(content).digest('hex');
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

function status(response: ServerResponse, code: number): void {
  response.writeHead(code).end();
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end();
}
