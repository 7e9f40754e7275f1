import type { EmbeddingSpace } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { videoId } from '../../src/core/ids.js';
import type { VideoStore } from '../../src/core/store.js';
import { kMeans } from '../../src/math/k-means.js';
import { Random } from '../../src/math/random.js';
import { allFinite, dot, normalised } from '../../src/math/vector.js';
import { requireOneSpace } from '../clustering/cluster-source.js';
import type { SimulatedItem } from './simulated-item.js';

export interface LoadedItems {
  readonly items: readonly SimulatedItem[];
  /** Videos of the store among them; the others are variants of those. */
  readonly stored: number;
  /** What was made up; sentences. */
  readonly notes: readonly string[];
}

/** A world of fewer videos would be seen to the end within days. */
export const MINIMUM_ITEMS = 300;
const MINIMUM_STORED = 2;
/** Length of the random vector that is added to a token to make a variant of a video. */
const VARIANT_SPREAD = 0.5;
/** Where the store knows no duration. */
const UNKNOWN_DURATION_SECONDS = 15;

/**
 * Tokens, durations and clusters of the store as the videos of a simulation: `count` of them by chance, or all. Where the
 * store has fewer, variants are added: the token of a stored video with some noise, its duration and cluster.
 * @throws VidtokenError `too-few-videos`, `space-mismatch`; the signal's reason.
 */
export async function loadSimulatedItems(options: {
  readonly store: VideoStore;
  readonly space: EmbeddingSpace;
  /** Default: all stored videos, and at least 300. */
  readonly count?: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}): Promise<LoadedItems> {
  const { store, space, seed, signal } = options;
  await requireOneSpace(store, space);
  const { found, withoutDuration, withoutCluster } = await readItems(store, signal);
  if (found.length < MINIMUM_STORED) throw tooFew(found.length);
  const count = options.count ?? Math.max(found.length, MINIMUM_ITEMS);
  const random = new Random(seed);
  const kept = count < found.length ? random.sample(found, count) : found;
  const notes: string[] = [];
  if (withoutDuration > 0) {
    notes.push(
      `${withoutDuration} stored videos have no duration and count as ${UNKNOWN_DURATION_SECONDS} s`,
    );
  }
  if (withoutCluster > 0) {
    notes.push(`${withoutCluster} stored videos have no cluster, so all were clustered anew for this run`);
  }
  const clustered = withoutCluster > 0 ? await clusteredItems(kept, random, signal) : kept;
  const variants = Array.from({ length: count - kept.length }, (_, at) => variantOf(clustered, at, random));
  if (variants.length > 0) {
    notes.push(
      `${variants.length} of ${count} videos are made-up variants of the ${kept.length} stored ones`,
    );
  }
  return { items: [...clustered, ...variants], stored: kept.length, notes };
}

async function readItems(store: VideoStore, signal: AbortSignal) {
  const found: SimulatedItem[] = [];
  let withoutDuration = 0;
  let withoutCluster = 0;
  for await (const page of store.videos.scan({ where: 'token IS NOT NULL' })) {
    signal.throwIfAborted();
    for (const { id, token, info, tokenClusterId, contentClusterId } of page) {
      if (token === undefined || !allFinite(token) || dot(token, token) === 0) continue;
      const seconds = info?.durationSeconds ?? 0;
      const clusterId = tokenClusterId ?? contentClusterId;
      if (!(seconds > 0)) withoutDuration += 1;
      if (clusterId === undefined) withoutCluster += 1;
      const durationSeconds = seconds > 0 ? seconds : UNKNOWN_DURATION_SECONDS;
      found.push({ itemId: id, token: normalised(token), durationSeconds, clusterId: clusterId ?? -1 });
    }
  }
  return { found, withoutDuration, withoutCluster };
}

async function clusteredItems(
  items: readonly SimulatedItem[],
  random: Random,
  signal: AbortSignal,
): Promise<SimulatedItem[]> {
  const dimension = items[0]?.token.length ?? 0;
  const values = new Float32Array(items.length * dimension);
  for (const [row, { token }] of items.entries()) values.set(token, row * dimension);
  const k = Math.max(1, Math.round(Math.sqrt(items.length)));
  const { assignment } = await kMeans({ rows: { values, dimension }, k, random, signal });
  return items.map((item, row) => ({ ...item, clusterId: assignment.ids[row] as number }));
}

function variantOf(items: readonly SimulatedItem[], at: number, random: Random): SimulatedItem {
  const origin = items[at % items.length] as SimulatedItem;
  const noise = normalised(Float32Array.from(origin.token, () => random.normal()));
  const token = normalised(
    origin.token.map((value, index) => value + VARIANT_SPREAD * (noise[index] as number)),
  );
  const number = Math.floor(at / items.length) + 1;
  return { ...origin, token, itemId: videoId(`${origin.itemId}~${number}`) };
}

function tooFew(count: number): VidtokenError {
  return new VidtokenError({
    code: 'too-few-videos',
    message: `The store has ${count} videos with a token; a simulation needs at least ${MINIMUM_STORED}.`,
    hint: 'Run: vidtoken embed <folder>',
    facts: { count },
  });
}
