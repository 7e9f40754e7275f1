import { z } from 'zod';
import { maximalMarginalRelevance } from '../../math/maximal-marginal-relevance.js';
import { type HitPage, type HitReason, SEARCH_MODES, type SearchHit } from '../contract/video.js';
import { type PagedRequest, readCursor, writeCursor } from '../cursor.js';
import type { Service } from '../service.js';
import type { HitReasons } from './hit-reasons.js';
import type { RankedHit, SearchSource } from './search-source.js';

/** Nobody pages further: every page of a search looks for all hits before it again. */
export const SEARCH_DEPTH = 1000;

/** Where a page begins. */
const hitPlace = z.strictObject({
  offset: z
    .int()
    .min(1)
    .max(SEARCH_DEPTH - 1),
  mode: z.enum(SEARCH_MODES),
});
export type HitPlace = z.infer<typeof hitPlace>;

/** Undefined for the first page. @throws ProblemError `invalid-cursor` */
export function readPlace(request: PagedRequest, cursor: string | undefined): HitPlace | undefined {
  return cursor === undefined ? undefined : readCursor(request, { cursor, place: hitPlace });
}

type HitService = Pick<Service, 'library' | 'metrics'>;

interface HitPageOptions {
  readonly source: SearchSource;
  readonly request: PagedRequest;
  readonly place: HitPlace | undefined;
  readonly k: number;
  readonly diversify: number;
  /** Absent when reasons are not asked for. */
  readonly reasons: HitReasons | undefined;
}

/** One page of the hits of a search. */
export async function makeHitPage(service: HitService, options: HitPageOptions): Promise<HitPage> {
  const { source, request, k, diversify } = options;
  const offset = options.place?.offset ?? 0;
  const end = offset + k;
  const isPooled = source.needsPool || diversify > 0;
  const found = await service.metrics.time('search', () =>
    source.rank(isPooled ? poolSize(k) : Math.min(SEARCH_DEPTH, end + 1)),
  );
  const ranking =
    diversify > 0
      ? await diversified(service.library, {
          source,
          found: found.slice(0, poolSize(k)),
          diversify,
          count: end + 1,
        })
      : found;
  const hits = ranking.slice(offset, Math.min(end, SEARCH_DEPTH));
  const isLast = ranking.length <= end || end >= SEARCH_DEPTH;
  return {
    hits: await service.metrics.time('rows', () =>
      described(service.library, { hits, source, reasons: options.reasons }),
    ),
    nextCursor: isLast ? null : writeCursor(request, { offset: end, mode: source.mode } satisfies HitPlace),
    mode: source.mode,
    spaceId: source.spaceId,
    exact: source.exact,
  };
}

/** Ranking by novelty compares all pairs: the largest pool of tokens of 512 numbers took 0.16 s of a busy machine. */
const POOL = { least: 100, perHit: 5, most: 500 } as const;

/** The same for all pages of a request, so that they fit together. */
function poolSize(k: number): number {
  return Math.min(POOL.most, Math.max(POOL.least, POOL.perHit * k));
}

interface Diversified {
  readonly source: SearchSource;
  readonly found: readonly RankedHit[];
  readonly diversify: number;
  readonly count: number;
}

async function diversified(
  library: Service['library'],
  { source, found, diversify, count }: Diversified,
): Promise<RankedHit[]> {
  const tokens = await library.tokens(found.map(({ id }) => id));
  const scores = found.map(({ score }) => score);
  const order = maximalMarginalRelevance({
    relevance: source.comparesTokens ? scores : fromZeroToOne(scores),
    vectors: found.map(({ id }) => tokens.get(id)),
    count,
    diversify,
  });
  return order.map((position) => found[position] as RankedHit);
}

/** BM25 and rank sums have scales of their own: the best of the pool becomes 1, the worst 0. */
function fromZeroToOne(scores: readonly number[]): number[] {
  const least = Math.min(...scores);
  const range = Math.max(...scores) - least;
  return scores.map((score) => (range > 0 ? (score - least) / range : 1));
}

interface Described {
  readonly hits: readonly RankedHit[];
  readonly source: SearchSource;
  readonly reasons: HitReasons | undefined;
}

/** A hit that was deleted in the meantime is left out. */
async function described(
  library: Service['library'],
  { hits, source, reasons }: Described,
): Promise<SearchHit[]> {
  const ids = hits.map(({ id }) => id);
  const [summaries, why] = await Promise.all([
    library.summaries(ids),
    source.subject === undefined || reasons === undefined
      ? new Map<string, HitReason>()
      : reasons.explain(source.subject, ids),
  ]);
  const byId = new Map(summaries.map((video) => [video.id, video]));
  return hits.flatMap(({ id, score }) => {
    const video = byId.get(id);
    return video === undefined ? [] : [{ video, score, reason: why.get(id) ?? null }];
  });
}
