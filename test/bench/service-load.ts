import autocannon, { type LoadResult } from 'autocannon';
import { Random } from '../../src/math/random.js';

export interface LoadFigures {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers that are not 2xx, broken connections and requests without an answer. */
  readonly errors: number;
}

export interface LoadOptions {
  readonly address: string;
  readonly connections: number;
  /** Path of the next request. */
  readonly path: () => string;
}

/** So many requests, as fast as they are answered. */
export async function loadOf(options: LoadOptions & { readonly requests: number }): Promise<LoadFigures> {
  return figures(await autocannon({ ...usual(options), amount: options.requests }));
}

/** Requests until something has ended. */
export async function loadUntil(
  options: LoadOptions & { readonly ended: Promise<unknown> },
): Promise<LoadFigures> {
  const load = autocannon({ ...usual(options), duration: 3600 });
  await options.ended;
  load.stop();
  return figures(await load);
}

/** `/v1/videos/{id}/similar` of random ids, the same ones in every run. */
export function similarPaths(ids: readonly string[], seed: number): () => string {
  const random = new Random(seed);
  return () => `/v1/videos/${ids[random.below(ids.length)] as string}/similar`;
}

function usual({ address, connections, path }: LoadOptions) {
  return {
    url: address,
    connections,
    timeout: 30,
    requests: [
      {
        method: 'GET',
        setupRequest: <Request extends { readonly path?: string }>(request: Request): Request => ({
          ...request,
          path: path(),
        }),
      },
    ],
  } as const;
}

function figures({ requests, duration, latency, errors, timeouts, non2xx }: LoadResult): LoadFigures {
  return {
    requests: requests.total,
    seconds: duration,
    requestsPerSecond: requests.total / duration,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    maxMs: latency.max,
    errors: errors + timeouts + non2xx,
  };
}
