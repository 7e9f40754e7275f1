import type { EmbeddingSpace } from '../src/core/embedding.js';
import type { ContentHash } from '../src/core/ids.js';
import type { ClusterKind, ClusterSet } from '../src/core/record.js';
import type { ClusterReport, ClusterSummary } from '../src/core/reports/cluster-report.js';
import type { Clock, Logger, Progress } from '../src/core/runtime.js';
import type { VideoStore } from '../src/core/store.js';
import { assignStoredRows, centresOf } from './clustering/assign-rows.js';
import {
  type ClusterSource,
  contentSource,
  requireOneSpace,
  tokenSource,
} from './clustering/cluster-source.js';
import { DEFAULT_SAMPLE_ROWS, type FittedCentres, fitCentres } from './clustering/fit-centres.js';
import { matchIds, OverlapCounts } from './clustering/match-ids.js';

export interface ClusterOptions {
  readonly store: VideoStore;
  /** Space of the stored tokens; without a model the tokens are not clustered. */
  readonly space: EmbeddingSpace | undefined;
  /** Default: both. */
  readonly kinds?: readonly ClusterKind[];
  /** Default √n, see `defaultClusterCount`. Only used when centres are fitted. */
  readonly k?: number;
  readonly seed: number;
  /** Fit new centres although there are stored ones. */
  readonly refit: boolean;
  /** Rows a fit is made on at most. */
  readonly sampleRows?: number;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A store that has grown by this factor since its centres were fitted deserves new ones. */
const GROWTH_WORTH_A_REFIT = 4;

/**
 * Cluster ids of the stored videos. The first time, and with `refit`, centres are fitted and stored, and every
 * row gets its id; otherwise only rows without an id are assigned to the nearest stored centre (M3CSR, section
 * 4.2). Centres that belong to another space are replaced; ids go on where members stayed.
 *
 * Safe to kill: the centres are stored first with empty `sizes`, which are filled in when all rows have their
 * ids, so a set without sizes tells the next run to assign every row again.
 * @throws VidtokenError `too-few-videos`, `space-mismatch`; the signal's reason after an abort.
 */
export async function clusterStore(options: ClusterOptions): Promise<ClusterReport> {
  const { store, space, clock, kinds = ['content', 'token'] } = options;
  const startedMs = clock();
  const sets: ClusterSummary[] = [];
  for (const kind of kinds) {
    options.signal.throwIfAborted();
    if (kind === 'content') sets.push(await clusterKind(contentSource(store.schema), options));
    else if (space === undefined)
      sets.push(skipped(kind, 'there is no model, so no video has a token', options));
    else {
      await requireOneSpace(store, space);
      sets.push(await clusterKind(tokenSource(space), options));
    }
  }
  return { sets, seconds: (clock() - startedMs) / 1000 };
}

async function clusterKind(source: ClusterSource, options: ClusterOptions): Promise<ClusterSummary> {
  if (source.dimension === 0) return skipped(source.kind, 'the store holds no features', options);
  const previous = await options.store.clusters.latest(source.kind);
  if (previous === undefined) return fitKind(source, undefined, options);
  if (previous.space !== source.space || previous.dimension !== source.dimension) {
    return fitKind(source, previous, options, `the stored centres belong to ${previous.space}`);
  }
  return options.refit ? fitKind(source, previous, options) : assignWaiting(source, previous, options);
}

async function fitKind(
  source: ClusterSource,
  previous: ClusterSet | undefined,
  options: ClusterOptions,
  reason: string | null = null,
): Promise<ClusterSummary> {
  const { store, seed, signal, sampleRows = DEFAULT_SAMPLE_ROWS } = options;
  const fitted = await fitCentres({ store, source, k: options.k, seed, sampleRows, signal });
  if (fitted === undefined) return skipped(source.kind, 'no stored video has a vector of this kind', options);
  const k = fitted.centres.values.length / source.dimension;
  const overlaps = new OverlapCounts(k);
  const stage = stageOf(source, options, fitted.rows);
  const found = await assignStoredRows({
    ...options,
    source,
    where: source.whereVector,
    centres: fitted.centres,
    by: fitted.by,
    stage,
    onRow: (row, cluster) => {
      const id = source.previousId(row);
      if (id !== undefined) overlaps.add(cluster, id);
    },
  });
  stage.done();
  const matched = matchIds(overlaps, k);
  const set = clusterSet({ source, fitted, ids: matched.ids, inertia: found.inertia, previous, options });
  const sizes = new Array<number>(k).fill(0);
  for (const [cluster, size] of found.sizes.entries()) sizes[matched.ids[cluster] as number] = size;
  const ids = new Map<ContentHash, number>();
  for (const [hash, cluster] of found.clusters) ids.set(hash, matched.ids[cluster] as number);

  await store.clusters.save(set);
  await store.videos.setClusters(source.kind, ids);
  await store.clusters.save({ ...set, sizes });
  return {
    ...summaryOf({ ...set, sizes }),
    action: previous === undefined ? 'fitted' : 'refitted',
    reason,
    assigned: ids.size,
    fittedOn: fitted.fittedOn,
    silhouette: found.silhouette ?? null,
    keptIds: previous === undefined ? null : matched.kept,
    keptRowsShare: previous === undefined ? null : matched.keptRows / ids.size,
  };
}

function clusterSet(facts: {
  readonly source: ClusterSource;
  readonly fitted: FittedCentres;
  readonly ids: Int32Array;
  readonly inertia: number;
  readonly previous: ClusterSet | undefined;
  readonly options: ClusterOptions;
}): ClusterSet {
  const { source, fitted, ids, inertia, previous, options } = facts;
  const { dimension } = source;
  const version = (previous?.version ?? 0) + 1;
  const centroids: Float32Array[] = [];
  for (const [cluster, id] of ids.entries()) {
    centroids[id] = Float32Array.from(
      fitted.centres.values.subarray(cluster * dimension, (cluster + 1) * dimension),
    );
  }
  return {
    id: `${source.kind}-${version}`,
    kind: source.kind,
    space: source.space,
    version,
    dimension,
    centroids,
    sizes: [],
    mean: fitted.by.mean,
    scale: fitted.by.scale,
    inertia,
    seed: options.seed,
    createdAtMs: options.clock(),
  };
}

/** Rows without an id, or all rows when the run that fitted the set was killed before they had theirs. */
async function assignWaiting(
  source: ClusterSource,
  set: ClusterSet,
  options: ClusterOptions,
): Promise<ClusterSummary> {
  const { store } = options;
  const isUnfinished = set.sizes.length === 0;
  const where = isUnfinished ? source.whereVector : source.whereUnassigned;
  const waiting = await store.videos.count(where);
  const unchanged = { ...summaryOf(set), reason: null, fittedOn: null, keptIds: null, keptRowsShare: null };
  if (waiting === 0) return { ...unchanged, action: 'unchanged', assigned: 0, silhouette: null };
  const stage = stageOf(source, options, waiting);
  const by = { mean: set.mean, scale: set.scale };
  const found = await assignStoredRows({ ...options, source, where, centres: centresOf(set), by, stage });
  stage.done();
  await store.videos.setClusters(source.kind, found.clusters);
  const finished = isUnfinished ? { ...set, sizes: found.sizes } : set;
  if (isUnfinished) await store.clusters.save(finished);
  else await hintAtGrowth(source, set, options);
  return {
    ...unchanged,
    sizes: [...finished.sizes],
    action: 'assigned',
    assigned: found.clusters.size,
    silhouette: found.silhouette ?? null,
  };
}

async function hintAtGrowth(source: ClusterSource, set: ClusterSet, options: ClusterOptions): Promise<void> {
  const fittedRows = set.sizes.reduce((sum, size) => sum + size, 0);
  const rows = await options.store.videos.count(source.whereVector);
  if (rows < GROWTH_WORTH_A_REFIT * fittedRows) return;
  options.logger.warn(
    { kind: source.kind, rows, fittedRows, k: set.centroids.length },
    `The ${source.kind} centres were fitted on ${fittedRows} videos, now there are ${rows}: vidtoken cluster fits new ones.`,
  );
}

function stageOf(source: ClusterSource, options: ClusterOptions, total: number) {
  return options.progress.stage({ name: `cluster ${source.kind}`, unit: 'videos', total });
}

function summaryOf(set: ClusterSet) {
  const rows = set.sizes.reduce((sum, size) => sum + size, 0);
  return {
    kind: set.kind,
    space: set.space,
    k: set.centroids.length,
    version: set.version,
    sizes: [...set.sizes],
    meanInertia: rows === 0 ? null : set.inertia / rows,
    seed: set.seed,
  };
}

function skipped(kind: ClusterKind, reason: string, { seed }: ClusterOptions): ClusterSummary {
  return {
    kind,
    action: 'skipped',
    reason,
    space: null,
    k: 0,
    version: 0,
    sizes: [],
    assigned: 0,
    fittedOn: null,
    meanInertia: null,
    silhouette: null,
    keptIds: null,
    keptRowsShare: null,
    seed,
  };
}
