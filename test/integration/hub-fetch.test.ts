import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FetchOptions, fetchModel } from '../../src/inference/hub/fetch-model.js';
import { findModel } from '../../src/inference/hub/find-model.js';
import { planFetch } from '../../src/inference/hub/plan-fetch.js';
import { loadTransformers } from '../../src/inference/transformers/load-transformers.js';
import { pretrainedOptions } from '../../src/inference/transformers/pretrained-options.js';
import { type ModelHub, startModelHub } from '../support/model-hub.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { writeTinyClip } from '../support/tiny-models/tiny-clip.js';

const MODEL = 'tiny/model';
const GRAPH = 'onnx/model.onnx';
const WEIGHTS = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);
const FILES = {
  'README.md': 'not needed',
  'config.json': '{"model_type":"vit"}',
  'preprocessor_config.json': '{}',
  [GRAPH]: WEIGHTS,
  'onnx/model_quantized.onnx': WEIGHTS.subarray(0, 5000),
};

async function prepared(
  files: Readonly<Record<string, Uint8Array | string>> = FILES,
): Promise<{ hub: ModelHub; options: FetchOptions; folder: string }> {
  const hub = await startModelHub({ model: MODEL, files });
  const weightsFolder = await temporaryFolder();
  const options: FetchOptions = {
    model: MODEL,
    weightsFolder,
    connection: { endpoint: hub.endpoint },
    signal: new AbortController().signal,
  };
  return { hub, options, folder: join(weightsFolder, 'tiny', 'model') };
}

function ranges(hub: ModelHub): (string | undefined)[] {
  return hub.requests.filter(({ server }) => server === 'storage').map(({ range }) => range);
}

describe('fetchModel', () => {
  it('brings what is needed and notes the commit and the hashes', async () => {
    const { hub, options, folder } = await prepared();
    const fetched = await fetchModel(options);
    expect(fetched).toMatchObject({ id: MODEL, folder, commit: hub.commit() });
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      'config.json',
      'onnx',
      'onnx/model.onnx',
      'preprocessor_config.json',
      'vidtoken-model.json',
    ]);
    expect((await readFile(join(folder, GRAPH))).equals(WEIGHTS)).toBe(true);
    const record: unknown = JSON.parse(await readFile(join(folder, 'vidtoken-model.json'), 'utf8'));
    const sha256 = createHash('sha256').update(WEIGHTS).digest('hex');
    expect(record).toMatchObject({
      model: MODEL,
      commit: hub.commit(),
      files: { [GRAPH]: { sizeBytes: WEIGHTS.length, sha256 } },
    });
    expect(await findModel(options)).toEqual({ folder, id: MODEL });
  });

  it('brings nothing the second time', async () => {
    const { hub, options, folder } = await prepared();
    await fetchModel(options);
    const before = await stat(join(folder, 'vidtoken-model.json'));
    hub.requests.length = 0;
    await fetchModel(options);
    expect(hub.requests.every(({ path }) => path.startsWith('/api/'))).toBe(true);
    expect((await stat(join(folder, 'vidtoken-model.json'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('adds another number format beside the first and keeps both in its notes', async () => {
    const { options, folder } = await prepared();
    await fetchModel(options);
    await fetchModel({ ...options, dtype: 'q8' });
    const record = JSON.parse(await readFile(join(folder, 'vidtoken-model.json'), 'utf8')) as {
      files: object;
    };
    expect(Object.keys(record.files).sort()).toEqual(
      ['config.json', GRAPH, 'onnx/model_quantized.onnx', 'preprocessor_config.json'].sort(),
    );
  });

  it('tells how far each file is', async () => {
    const { options } = await prepared();
    const seen: number[] = [];
    await fetchModel({
      ...options,
      onProgress: ({ file, loadedBytes, totalBytes }) => {
        if (file === GRAPH) seen.push(loadedBytes / totalBytes);
      },
    });
    expect(seen.at(0)).toBe(0);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
  });

  it('brings a model that transformers.js loads', async () => {
    const source = await temporaryFolder();
    await writeTinyClip(source);
    const names = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'];
    const paths = [...names, 'onnx/vision_model.onnx', 'onnx/text_model.onnx'];
    const files = await Promise.all(
      paths.map(async (path) => [path, await readFile(join(source, path))] as const),
    );
    const { options, folder } = await prepared(Object.fromEntries(files));
    await fetchModel(options);
    const { CLIPTextModelWithProjection } = await loadTransformers();
    const dtypes = { text_model: 'fp32' } as const;
    const model = await CLIPTextModelWithProjection.from_pretrained(
      folder,
      pretrainedOptions({ dtypes, threads: 1 }),
    );
    await model.dispose();
  });
});

describe('a download that breaks', () => {
  it('goes on where a connection was dropped', async () => {
    const { hub, options, folder } = await prepared();
    hub.faults.set(GRAPH, [
      { kind: 'drop', afterBytes: 100_000 },
      { kind: 'drop', afterBytes: 50_000 },
    ]);
    await fetchModel(options);
    const [first, ...later] = ranges(hub);
    expect(first).toBeUndefined();
    // How much of a dropped answer is read is up to the system.
    const places = later.map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]));
    expect(places).toHaveLength(2);
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places.every((place) => place > 0 && place <= 150_000)).toBe(true);
    expect((await readFile(join(folder, GRAPH))).equals(WEIGHTS)).toBe(true);
  });

  it('goes on where a server fell silent', async () => {
    const { hub, options, folder } = await prepared();
    hub.faults.set(GRAPH, [{ kind: 'stall', afterBytes: 1000 }]);
    await fetchModel({ ...options, stallMs: 1000 });
    expect(ranges(hub)).toEqual([undefined, 'bytes=1000-']);
    expect((await readFile(join(folder, GRAPH))).equals(WEIGHTS)).toBe(true);
  });

  it('gives up when nothing more comes, is no model yet, and goes on with the next run', async () => {
    const { hub, options, folder } = await prepared();
    const drop = { kind: 'drop', afterBytes: 0 } as const;
    hub.faults.set(GRAPH, [{ kind: 'drop', afterBytes: 1000 }, drop, drop, drop]);
    await expect(fetchModel(options)).rejects.toMatchObject({ code: 'download-failed', retryable: true });
    expect(await findModel(options)).toBeUndefined();
    const kept = (await stat(join(folder, `${GRAPH}.partial`))).size;
    expect(kept).toBeGreaterThan(0);
    const plan = await planFetch(options);
    expect(plan.files.find(({ path }) => path === GRAPH)).toMatchObject({
      state: 'missing',
      partialBytes: kept,
    });
    hub.requests.length = 0;
    await fetchModel(options);
    expect(ranges(hub)).toEqual([`bytes=${kept}-`]);
    expect((await readFile(join(folder, GRAPH))).equals(WEIGHTS)).toBe(true);
  });

  it('tries again after answers of a busy server', async () => {
    const { hub, options } = await prepared();
    hub.faults.set(GRAPH, [
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429 },
    ]);
    await fetchModel(options);
    expect(ranges(hub)).toHaveLength(3);
  });

  it('begins anew with a server that cannot go on in the middle', async () => {
    const { hub, options, folder } = await prepared();
    hub.faults.set(GRAPH, [{ kind: 'drop', afterBytes: 1000 }, { kind: 'ignore-range' }]);
    await fetchModel(options);
    expect((await readFile(join(folder, GRAPH))).equals(WEIGHTS)).toBe(true);
  });

  it('ends at once when it is aborted and keeps what has come', async () => {
    const { hub, options, folder } = await prepared();
    hub.faults.set(GRAPH, [{ kind: 'stall', afterBytes: 1000 }]);
    const abort = new AbortController();
    const stopping = fetchModel({
      ...options,
      signal: abort.signal,
      onProgress: ({ file, loadedBytes }) => {
        if (file === GRAPH && loadedBytes > 0) abort.abort(new Error('stop'));
      },
    });
    await expect(stopping).rejects.toThrow('stop');
    expect((await stat(join(folder, `${GRAPH}.partial`))).size).toBeGreaterThan(0);
  });
});

describe('bytes that are not those of the list', () => {
  it('are refused and leave no file', async () => {
    const { hub, options, folder } = await prepared();
    hub.faults.set(GRAPH, [{ kind: 'other-bytes' }]);
    await expect(fetchModel(options)).rejects.toThrow(/do not have the hash that the hub lists/);
    expect(await readdir(join(folder, 'onnx'))).toEqual([]);
  });

  it('are refused in small files too, by their Git object', async () => {
    const { hub, options } = await prepared();
    hub.faults.set('config.json', [{ kind: 'other-bytes' }]);
    await expect(fetchModel(options)).rejects.toThrow(/config\.json could not be downloaded: its bytes/);
    expect(await findModel(options)).toBeUndefined();
  });

  it('are refused when there are more of them', async () => {
    const { hub, options } = await prepared();
    hub.faults.set(GRAPH, [{ kind: 'too-many-bytes' }]);
    await expect(fetchModel(options)).rejects.toThrow(/more than the 300000 bytes listed/);
  });

  it('are brought anew when an old beginning was left', async () => {
    const { hub, options, folder } = await prepared();
    hub.faults.set(GRAPH, [{ kind: 'status', status: 404 }]);
    await expect(fetchModel(options)).rejects.toMatchObject({ retryable: false });
    await writeFile(join(folder, `${GRAPH}.partial`), 'of another version');
    await fetchModel(options);
    expect(ranges(hub).slice(1)).toEqual(['bytes=18-', undefined]);
    expect((await readFile(join(folder, GRAPH))).equals(WEIGHTS)).toBe(true);
  });

  it('are replaced when the model has changed; until then it is no model', async () => {
    const { hub, options, folder } = await prepared();
    await fetchModel(options);
    const changed = WEIGHTS.map((byte) => byte ^ 1);
    hub.files.set(GRAPH, changed);
    hub.faults.set(GRAPH, [{ kind: 'status', status: 404 }]);
    await expect(fetchModel(options)).rejects.toThrow();
    expect(await findModel(options)).toBeUndefined();
    expect((await fetchModel(options)).commit).toBe(hub.commit());
    expect((await readFile(join(folder, GRAPH))).equals(changed)).toBe(true);
    expect(await findModel(options)).toBeDefined();
  });
});

describe('a hub that is not to be trusted', () => {
  it.each(['../../evil.json', '/tmp/evil.json', 'onnx/../../../evil.onnx'])(
    'cannot write to %s',
    async (evil) => {
      const hub = await startModelHub({ model: MODEL, files: FILES, listedAs: { 'config.json': evil } });
      const weightsFolder = await temporaryFolder();
      const fetching = fetchModel({
        model: MODEL,
        weightsFolder,
        connection: { endpoint: hub.endpoint },
        signal: new AbortController().signal,
      });
      await expect(fetching).rejects.toMatchObject({
        code: 'download-failed',
        message: expect.stringContaining(evil),
      });
      expect(await readdir(weightsFolder)).toEqual([]);
    },
  );

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'ftp://127.0.0.1/x'])(
    'cannot redirect to %s',
    async (location) => {
      const { hub, options } = await prepared();
      hub.faults.set(GRAPH, [{ kind: 'redirect', location }]);
      await expect(fetchModel(options)).rejects.toThrow(/not safe to follow/);
    },
  );

  it('cannot redirect for ever', async () => {
    const { hub, options } = await prepared();
    const again = { kind: 'redirect', location: `/${encodeURIComponent(GRAPH)}` } as const;
    hub.faults.set(
      GRAPH,
      Array.from({ length: 9 }, () => again),
    );
    await expect(fetchModel(options)).rejects.toThrow(/redirects more than 5 times/);
  });

  it('gets the token, but not the storage it redirects to, and no error holds token or signature', async () => {
    const { hub, options } = await prepared();
    const connection = { endpoint: hub.endpoint, token: 'hf_planted' };
    hub.faults.set(GRAPH, [{ kind: 'status', status: 404 }]);
    const failure: unknown = await fetchModel({ ...options, connection }).catch((error: unknown) => error);
    const by = (server: string) => hub.requests.filter((each) => each.server === server);
    expect(by('hub').every(({ authorization }) => authorization === 'Bearer hf_planted')).toBe(true);
    expect(by('storage').map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(JSON.stringify([failure, String(failure)])).not.toMatch(/hf_planted|sign=secret/);
  });

  it('is not asked at an address with a password, which the error does not repeat', async () => {
    const { options } = await prepared();
    const connection = { endpoint: 'https://me:planted@hub.example' };
    const failure = fetchModel({ ...options, connection });
    await expect(failure).rejects.toMatchObject({
      code: 'configuration',
      message: expect.not.stringContaining('planted'),
    });
  });
});

async function startRawServer(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => answer(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('what cannot be fetched', () => {
  it('is a model that is not there: the error says what it may be', async () => {
    const { options } = await prepared();
    await expect(fetchModel({ ...options, model: 'tiny/other' })).rejects.toThrow(
      /401 \(no such model, or it is gated/,
    );
  });

  it('is a path', async () => {
    const { options } = await prepared();
    await expect(fetchModel({ ...options, model: '../other' })).rejects.toMatchObject({
      code: 'invalid-value',
    });
  });

  it('is anything from a server that is not there', async () => {
    const { options } = await prepared();
    const connection = { endpoint: 'http://127.0.0.1:9' };
    await expect(fetchModel({ ...options, connection })).rejects.toMatchObject({
      code: 'download-failed',
      retryable: true,
    });
  });

  it('is anything from a server that says nothing or too little', async () => {
    const { options } = await prepared();
    const silent = await startRawServer(() => {});
    await expect(
      fetchModel({ ...options, connection: { endpoint: silent }, stallMs: 50 }),
    ).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('nothing came for 50 ms'),
    });
    const broken = await startRawServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{'),
    );
    await expect(fetchModel({ ...options, connection: { endpoint: broken } })).rejects.toMatchObject({
      code: 'download-failed',
      retryable: true,
    });
  });

  it('is anything from a server that is no model hub', async () => {
    const { options } = await prepared();
    const other = await startRawServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 15\r\nconnection: close\r\n\r\n<html>hi</html>'),
    );
    await expect(fetchModel({ ...options, connection: { endpoint: other } })).rejects.toThrow('is not JSON');
  });

  it('does not fit below a file', async () => {
    const { options } = await prepared();
    await rm(options.weightsFolder, { recursive: true });
    await writeFile(options.weightsFolder, 'a file');
    await expect(fetchModel(options)).rejects.toMatchObject({ code: 'store-unwritable' });
  });
});
