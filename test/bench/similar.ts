import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { contentHash, spaceId, videoId } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import { silentLogger } from '../../src/core/runtime.js';
import type { VideoTable } from '../../src/core/store.js';
import { Random } from '../../src/math/random.js';
import { dot, normalised } from '../../src/math/vector.js';
import { openStore } from '../../src/store/open-store.js';

interface BenchOptions {
  readonly rows?: number;
  readonly dimension?: number;
  readonly queries?: number;
  readonly seed?: number;
}

const LIMIT = 10;
const CENTRES = 500;
const ROWS_PER_COMMIT = 5000;
/** Queries that are also answered by brute force in plain code, the oracle of the exact search. */
const ORACLE_QUERIES = 20;
/** A thumbnail of usual size: search must not pay for the wide rows. */
const THUMBNAIL = new Uint8Array(4000).fill(7);

/**
 * Times `searchVector` over synthetic unit tokens, with the index and by exact scan, and measures the index's
 * recall@10. Two kinds of tokens: a mixture of 500 clusters, which is what models give, and directions without
 * any structure (isotropic Gaussian), the hardest case for every index.
 */
export async function benchSimilar(options: BenchOptions = {}): Promise<unknown> {
  const { rows = 100_000, dimension = 256, queries = 200, seed = 7 } = options;
  const results: Record<string, unknown> = {};
  for (const kind of ['mixture', 'gaussian'] as const) {
    const vector = vectorSource({ kind, dimension, random: new Random(seed) });
    results[kind] = await benchTokens({ vector, rows, dimension, queries });
  }
  return { rows, dimension, queries, limit: LIMIT, ...results, bar: 'recall@10 at least 0.95' };
}

function vectorSource(options: {
  readonly kind: 'mixture' | 'gaussian';
  readonly dimension: number;
  readonly random: Random;
}): () => Float32Array {
  const { kind, dimension, random } = options;
  const gaussian = (): Float32Array => Float32Array.from({ length: dimension }, () => random.normal());
  if (kind === 'gaussian') return () => normalised(gaussian());
  const centres = Array.from({ length: CENTRES }, gaussian);
  return () => {
    const centre = centres[random.below(CENTRES)] as Float32Array;
    return normalised(centre.map((value) => value + 0.7 * random.normal()));
  };
}

interface TokenOptions {
  readonly vector: () => Float32Array;
  readonly rows: number;
  readonly dimension: number;
  readonly queries: number;
}

async function benchTokens({ vector, rows, dimension, queries }: TokenOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'vidtoken-bench-'));
  const store = await openStore({
    folder,
    mode: 'write',
    schema: { extractors: [], tokenDimension: dimension },
    command: 'bench',
    clock: Date.now,
    logger: silentLogger,
  });
  try {
    const tokens: Float32Array[] = [];
    const space: EmbeddingSpace = {
      id: spaceId('bench'),
      dimension,
      metric: 'cosine',
      modelHash: '0'.repeat(64),
      extractors: '',
    };
    const upsertSeconds = await seconds(async () => {
      for (let start = 0; start < rows; start += ROWS_PER_COMMIT) {
        const page = Array.from({ length: Math.min(ROWS_PER_COMMIT, rows - start) }, vector);
        await store.videos.upsert(
          page.map((token, index) => record(start + index, token, space)),
          space,
        );
        tokens.push(...page);
      }
    });
    const maintainSeconds = await seconds(() => store.videos.maintain());
    const asked = Array.from({ length: queries }, vector);
    const index = await timedSearches(store.videos, { asked, space, exact: false });
    const exact = await timedSearches(store.videos, { asked, space, exact: true });
    const oracle = asked.slice(0, ORACLE_QUERIES).map((query) => bruteForce(tokens, query));
    return {
      upsertSeconds,
      maintainSeconds,
      indexed: (await store.videos.indexes()).find(({ name }) => name === 'token_idx') ?? null,
      index: index.milliseconds,
      exact: exact.milliseconds,
      recallAt10: overlap(index.found, exact.found),
      exactAgainstBruteForce: overlap(exact.found.slice(0, ORACLE_QUERIES), oracle),
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function record(index: number, token: Float32Array, space: EmbeddingSpace): VideoRecord {
  const id = idOf(index);
  return {
    id: videoId(id),
    contentHash: contentHash(createHash('sha256').update(id).digest('hex')),
    uri: `/videos/${id}.mp4`,
    sizeBytes: 1_000_000,
    tags: [],
    labels: { group: String(index % 50) },
    metadata: {},
    info: {
      container: 'mp4',
      durationSeconds: index % 60,
      video: { codec: 'h264', width: 720, height: 1280, rotationDegrees: 0 },
    },
    measurements: {
      brightness: 0.5,
      contrast: 0.5,
      saturation: 0.5,
      dominantColours: [],
      visibleCuts: 0,
      frameCount: 8,
    },
    description: { text: `Synthetic video ${index}`, describerId: 'bench', promptHash: 'none' },
    token,
    spaceId: space.id,
    pooled: {},
    batch: 'bench',
    createdAtMs: 0,
    updatedAtMs: 0,
    thumbnailJpeg: THUMBNAIL,
  };
}

function idOf(index: number): string {
  return `video-${String(index).padStart(9, '0')}`;
}

async function timedSearches(
  videos: VideoTable,
  {
    asked,
    space,
    exact,
  }: { readonly asked: readonly Float32Array[]; readonly space: EmbeddingSpace; readonly exact: boolean },
) {
  const times: number[] = [];
  const found: Set<string>[] = [];
  const [warmUp] = asked;
  if (warmUp !== undefined) await videos.searchVector({ vector: warmUp, space, limit: LIMIT, exact });
  for (const vector of asked) {
    const startedAtMs = performance.now();
    const hits = await videos.searchVector({ vector, space, limit: LIMIT, exact });
    times.push(performance.now() - startedAtMs);
    found.push(new Set(hits.map(({ record: { id } }) => id)));
  }
  times.sort((left, right) => left - right);
  const percentile = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? 0;
  return { found, milliseconds: { p50: percentile(0.5), p99: percentile(0.99) } };
}

function bruteForce(tokens: readonly Float32Array[], query: Float32Array): Set<string> {
  const best = tokens
    .map((token, index) => ({ id: idOf(index), score: dot(query, token) }))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
    .slice(0, LIMIT);
  return new Set(best.map(({ id }) => id));
}

/** Mean share of the true neighbours that were found. */
function overlap(found: readonly ReadonlySet<string>[], truth: readonly ReadonlySet<string>[]): number {
  const shares = truth.map((wanted, index) => {
    const hits = [...wanted].filter((id) => found[index]?.has(id));
    return hits.length / wanted.size;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (performance.now() - startedAtMs) / 1000;
}
