import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cancelMaps, deleteVideos, trainModel, uploadClips } from './service-jobs.js';
import { type LoadFigures, loadOf, loadUntil, similarPaths } from './service-load.js';
import { bareServerCode, type ServerProcess, startServer } from './service-process.js';
import { serviceStore } from './service-store.js';

export interface ServiceBenchOptions {
  /** Data folder of the synthetic store; made when absent. */
  readonly folder: string;
  readonly videos?: number;
  readonly connections?: number;
  /** Requests of the long run; as many as ten minutes would bring when absent. */
  readonly requests?: number;
  /** Clips that are uploaded. */
  readonly uploads?: number;
  readonly seed?: number;
}

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const SHORT_RUN = 5000;
const WARM_UP = 1000;
const TEN_MINUTES_SECONDS = 600;
const SAMPLE_MS = 1000;
const BARS = { p99Ms: 100, p99WhileUploading: 2 } as const;

/**
 * The service in a process of its own over many synthetic tokens, asked for similar videos of random ids by many
 * connections at once, beside a bare `node:http` route that answers the same bytes: requests a second, latency, memory
 * over a long run, lag of the event loop, and latency while uploads are worked on.
 */
export async function benchService(options: ServiceBenchOptions): Promise<unknown> {
  const { videos = 100_000, connections = 32, uploads = 3, seed = 7 } = options;
  const folder = resolve(options.folder);
  await trainModel({ main: MAIN, folder });
  const ids = await serviceStore({ folder, videos, seed });
  const startedAtMs = performance.now();
  const serve = [MAIN, 'serve', '--data', folder, '--port', '0', '--rate', '1000000000', '--json'];
  const server = await startServer(serve);
  const startSeconds = (performance.now() - startedAtMs) / 1000;
  try {
    const cancelledMaps = await cancelMaps(server.address);
    const load = { address: server.address, connections, path: similarPaths(ids, seed) };
    const bare = await benchBare(server, { path: load.path(), connections });
    const megabytesBefore = await server.residentMegabytes();
    await loadOf({ ...load, requests: WARM_UP });
    await eventLoopLag(server);
    const short = await loadOf({ ...load, requests: SHORT_RUN });
    const lag = await eventLoopLag(server);
    const uploading = await benchUploads({ server, folder, load, uploads });
    const wanted = options.requests ?? Math.ceil(short.requestsPerSecond * TEN_MINUTES_SECONDS);
    const long = await withMemory(server, () => loadOf({ ...load, requests: wanted }));
    return {
      ...{ videos, connections, startSeconds, cancelledMaps },
      bareHttp: bare,
      similar: { ...short, eventLoopLagSeconds: lag },
      shareOfBare: short.requestsPerSecond / bare.requestsPerSecond,
      whileUploading: { ...uploading, p99Ratio: uploading.load.p99Ms / short.p99Ms },
      longRun: {
        ...long,
        isTenMinutesWorth: long.figures.requests >= short.requestsPerSecond * TEN_MINUTES_SECONDS * 0.99,
        megabytesBefore,
        eventLoopLagSeconds: await eventLoopLag(server),
      },
      bars: BARS,
      passed: {
        p99: short.p99Ms <= BARS.p99Ms && long.figures.p99Ms <= BARS.p99Ms,
        noErrors: short.errors + long.figures.errors + uploading.load.errors === 0,
        whileUploading: uploading.load.p99Ms <= BARS.p99WhileUploading * short.p99Ms,
      },
    };
  } finally {
    await server.stop();
  }
}

async function benchBare(
  server: ServerProcess,
  { path, connections }: { readonly path: string; readonly connections: number },
): Promise<LoadFigures & { readonly bytes: number }> {
  const body = await (await fetch(`${server.address}${path}`)).text();
  const bare = await startServer(['--eval', bareServerCode(body)]);
  try {
    const load = { address: bare.address, connections, path: () => path };
    await loadOf({ ...load, requests: WARM_UP });
    return { bytes: Buffer.byteLength(body), ...(await loadOf({ ...load, requests: SHORT_RUN })) };
  } finally {
    await bare.stop();
  }
}

/** Requests for as long as uploads are worked on. */
async function benchUploads({
  server,
  folder,
  load,
  uploads,
}: {
  readonly server: ServerProcess;
  readonly folder: string;
  readonly load: { readonly address: string; readonly connections: number; readonly path: () => string };
  readonly uploads: number;
}) {
  const { address } = server;
  const jobs = uploadClips({ address, main: MAIN, folder, clips: uploads });
  const figures = await loadUntil({ ...load, ended: jobs });
  const done = await jobs;
  await deleteVideos(address, [...new Set(done.flatMap(({ videoIds }) => videoIds))]);
  return {
    uploads,
    states: done.map(({ state, error }) => (error === null ? state : `${state}: ${error.code}`)),
    load: figures,
  };
}

/** Resident memory once a second, and the line that fits it best. */
async function withMemory(server: ServerProcess, work: () => Promise<LoadFigures>) {
  const samples: number[] = [];
  let isRunning = true;
  const sampling = (async () => {
    while (isRunning) {
      samples.push(await server.residentMegabytes());
      await sleep(SAMPLE_MS);
    }
  })();
  const figures = await work();
  isRunning = false;
  await sampling;
  const settled = samples.slice(Math.floor(samples.length / 4));
  return {
    figures,
    megabytesFirst: samples[0],
    megabytesLast: samples.at(-1),
    megabytesMost: Math.max(...samples),
    /** Of the last three quarters: the first one still warms up. */
    megabytesPerMinute: (slope(settled) * 60_000) / SAMPLE_MS,
  };
}

/** Least squares over equally spaced values. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let along = 0;
  let squares = 0;
  for (const [at, value] of values.entries()) {
    along += (at - middle) * value;
    squares += (at - middle) ** 2;
  }
  return squares === 0 ? 0 : along / squares;
}

/** Since the last reading, by quantile. */
async function eventLoopLag(server: ServerProcess): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${server.address}/metrics`)).text();
  const lines = text.matchAll(/^vidtoken_event_loop_lag_seconds\{quantile="([^"]+)"\} (\S+)$/gm);
  return Object.fromEntries([...lines].map(([, quantile = '', value]) => [quantile, Number(value)]));
}
