import { setImmediate } from 'node:timers/promises';
import { TokenGallery } from '../models/dreamumm/token-gallery.js';
import type { EmbeddingSpace } from '../src/core/embedding.js';
import { VidtokenError } from '../src/core/errors.js';
import type { ContentHash, VideoId } from '../src/core/ids.js';
import type { MapReport } from '../src/core/reports/map-report.js';
import type { VideoStore } from '../src/core/store.js';
import { requireOneSpace } from './clustering/cluster-source.js';
import type { PipelineContext } from './context.js';
import { fitToUnitSquare } from './map/fit-to-unit-square.js';
import { writeMap } from './map/map-file.js';
import { PLACING_NEIGHBOURS, placeBeside } from './map/place-beside.js';
import { projectPca } from './map/project-pca.js';
import { type Points, projectUmap } from './map/project-umap.js';
import { requireCurrentSpace } from './stages/current-model.js';
import { withStore } from './stages/open-for-reading.js';

export interface MapOptions {
  readonly context: PipelineContext;
  readonly seed: number;
  /** Videos that UMAP is fitted on at most. */
  readonly fitOn?: number;
}

const DEFAULT_FIT_ON = 5000;
/** Fewer have no neighbourhoods that UMAP could keep. */
const FEWEST_FOR_UMAP = 8;
const QUERIES_PER_TURN = 64;
const DIGITS = 5;

interface TokenRow {
  readonly id: VideoId;
  readonly contentHash: ContentHash;
  readonly token: Float32Array;
}

/**
 * All tokens in two dimensions: the `map` command. UMAP is fitted on the videos with the smallest content hashes, a
 * sample that stays the same as the store grows; every other video stands beside its nearest fitted ones. Reads only;
 * the result is one file beside the tables.
 * @throws VidtokenError `no-model`, `too-few-videos`, `space-mismatch`, `disk-full`; the signal's reason after an abort
 */
export async function mapVideos(options: MapOptions): Promise<MapReport> {
  const { context, seed, fitOn = DEFAULT_FIT_ON } = options;
  const { clock, dataFolder, codeVersion } = context;
  const startedMs = clock();
  const space = await requireCurrentSpace(context);
  const rows = await withStore(context, (store) => usableRows(store, space));
  if (rows.length === 0) throw nothingToMap(space);
  rows.sort((left, right) => (left.contentHash < right.contentHash ? -1 : 1));
  const fitted = rows.slice(0, fitOn);
  const others = rows.slice(fitOn);
  const gallery = new TokenGallery({ dimension: space.dimension, tokens: fitted.map(({ token }) => token) });
  const method = fitted.length < FEWEST_FOR_UMAP ? 'pca' : 'umap';
  const points = fitToUnitSquare(await project({ method, gallery, fitted, options }));
  const placed = await placeOthers({ others, gallery, points, options });
  const file = await writeMap(dataFolder, {
    spaceId: space.id,
    method,
    seed,
    fittedAt: new Date(clock()).toISOString(),
    fittedOn: fitted.length,
    codeVersion,
    ids: [...fitted, ...others].map(({ id }) => id),
    x: rounded([...points.x, ...placed.map(({ x }) => x)]),
    y: rounded([...points.y, ...placed.map(({ y }) => y)]),
  });
  return {
    space: space.id,
    method,
    seed,
    videos: rows.length,
    fittedOn: fitted.length,
    file,
    seconds: (clock() - startedMs) / 1000,
  };
}

async function usableRows(store: VideoStore, space: EmbeddingSpace): Promise<TokenRow[]> {
  await requireOneSpace(store, space);
  const rows: TokenRow[] = [];
  for await (const page of store.videos.scanVectors({ where: 'token IS NOT NULL' })) {
    for (const { id, contentHash, token } of page) {
      if (token?.some((value) => value !== 0)) rows.push({ id, contentHash, token });
    }
  }
  return rows;
}

async function project(facts: {
  readonly method: 'umap' | 'pca';
  readonly gallery: TokenGallery;
  readonly fitted: readonly TokenRow[];
  readonly options: MapOptions;
}): Promise<Points> {
  const { method, gallery, fitted, options } = facts;
  if (method === 'pca') return projectPca(fitted.map(({ token }) => token));
  const { progress, signal } = options.context;
  const stage = progress.stage({ name: 'map', unit: 'epochs' });
  try {
    return await projectUmap({ gallery, seed: options.seed, stage, signal });
  } finally {
    stage.done();
  }
}

async function placeOthers(facts: {
  readonly others: readonly TokenRow[];
  readonly gallery: TokenGallery;
  readonly points: Points;
  readonly options: MapOptions;
}): Promise<{ readonly x: number; readonly y: number }[]> {
  const { others, gallery, points, options } = facts;
  if (others.length === 0) return [];
  const { progress, signal } = options.context;
  const stage = progress.stage({ name: 'place', unit: 'videos', total: others.length });
  const placed: { readonly x: number; readonly y: number }[] = [];
  for (const [index, { token }] of others.entries()) {
    const found = gallery.nearest({ vector: token, limit: PLACING_NEIGHBOURS, tieSeed: options.seed });
    const neighbours = found.map(({ row, score }) => ({
      x: points.x[row] as number,
      y: points.y[row] as number,
      similarity: score,
    }));
    placed.push(placeBeside(neighbours) ?? { x: 0.5, y: 0.5 });
    stage.advance(1);
    if (index % QUERIES_PER_TURN === 0) await setImmediate();
    signal.throwIfAborted();
  }
  stage.done();
  return placed;
}

function rounded(values: readonly number[]): number[] {
  return values.map((value) => Number(value.toFixed(DIGITS)));
}

function nothingToMap(space: EmbeddingSpace): VidtokenError {
  return new VidtokenError({
    code: 'too-few-videos',
    message: `No stored video has a token of the space ${space.id}.`,
    hint: 'Embed some first: vidtoken embed <folder>',
    facts: { space: space.id },
  });
}
