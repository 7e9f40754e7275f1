import { createHash } from 'node:crypto';
import type { EmbeddingSpace } from '../src/core/embedding.js';
import { VidtokenError } from '../src/core/errors.js';
import type { ContentHash } from '../src/core/ids.js';
import type {
  BenchmarkRetrievalReport,
  RetrievalRow,
  RetrievalTable,
} from '../src/core/reports/benchmark-retrieval-report.js';
import type { Clock, Progress } from '../src/core/runtime.js';
import type { IndexStatus, VideoStore } from '../src/core/store.js';
import { type LabelRelevance, labelRelevance } from '../src/dataset/label-relevance.js';
import { Random } from '../src/math/random.js';
import { cosinesWithRow } from '../src/math/unit-rows.js';
import type { RankedQuery } from '../src/metrics/ranking-metric.js';
import { requireOneSpace } from './clustering/cluster-source.js';
import { type Gallery, loadGallery, type VectorKind } from './retrieval/load-gallery.js';
import { rankAndScore } from './retrieval/rank-and-score.js';
import { scoreBounds, scoreDifference, scoreRandom, scoreRanking } from './retrieval/score-rows.js';
import { measureIndexRecall, rankThroughIndex } from './retrieval/search-tokens.js';

export interface BenchmarkRetrievalOptions {
  readonly store: VideoStore;
  /** Space of the stored tokens; without one there is no row `token`. */
  readonly space: EmbeddingSpace | undefined;
  readonly labels: readonly string[];
  /** Values of K, each at least 1. */
  readonly cutoffs: readonly number[];
  /** Draw this many queries for each label; all possible ones when absent. */
  readonly queries?: number;
  readonly seed: number;
  /** Compare all tokens even when there is a vector index. */
  readonly exact: boolean;
  /** Videos that the model was not trained on: adds a table for each label with only them. */
  readonly heldOut?: ReadonlySet<ContentHash>;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Queries on which the recall of the index is measured. */
const RECALL_QUERIES = 50;
/** The index is asked only where at least this share of its rows can be judged: it cannot be told the gallery. */
const SHARE_FOR_INDEX = 0.5;

interface Table {
  readonly relevance: LabelRelevance;
  readonly scope: RetrievalTable['scope'];
}

/**
 * HitRate@K exactly as equation 10 of DreamUMM for each kind of stored vector: does the token find videos with
 * the same label better than the features it was distilled from?
 * @throws VidtokenError `invalid-value` for a label that no video has, `too-few-videos` when no video has a
 * second one of its value, `space-mismatch`; the signal's reason after an abort.
 */
export async function benchmarkRetrieval(
  options: BenchmarkRetrievalOptions,
): Promise<BenchmarkRetrievalReport> {
  const { store, space, seed, clock, signal } = options;
  const startedMs = clock();
  const cutoffs = [...new Set(options.cutoffs)].sort((left, right) => left - right);
  if (space !== undefined) await requireOneSpace(store, space);
  const gallery = await loadGallery({ store, tokenDimension: space?.dimension, signal });
  const index = vectorIndexOf(await store.videos.indexes());
  const notes: string[] = [];
  const tables = relevanceTables(gallery, options, notes);
  const run = { ...options, cutoffs, gallery, index, tables };
  const ranked = await rankKinds(run);
  const token = gallery.kinds.find(({ kind }) => kind === 'token');
  if (token === undefined) notes.push('no stored video has a token: run vidtoken embed or vidtoken distill');
  else if (gallery.withToken < gallery.items.length) {
    notes.push(`${gallery.items.length - gallery.withToken} stored videos have no token and rank last`);
  }
  return {
    space: space === undefined ? null : { id: space.id, dimension: space.dimension, metric: space.metric },
    relevanceHash: combinedHash(tables),
    seed,
    cutoffs,
    queryLimit: options.queries ?? null,
    exact: options.exact,
    stored: gallery.items.length,
    withToken: gallery.withToken,
    index: index === undefined ? null : indexFacts(index),
    indexRecall: token === undefined ? null : await recallOf(run, token),
    tables: tables.map((table, position) => tableReport({ table, position, ranked, run })),
    notes,
    seconds: (clock() - startedMs) / 1000,
  };
}

interface Run extends BenchmarkRetrievalOptions {
  readonly gallery: Gallery;
  readonly index: IndexStatus | undefined;
  readonly tables: readonly Table[];
}

/** Rankings of one kind for all tables: [tables][queries]. */
interface RankedKind {
  readonly kind: VectorKind;
  readonly rankings: readonly RankedQuery[][];
  readonly searches: readonly ('index' | 'exact')[];
}

function relevanceTables(gallery: Gallery, options: BenchmarkRetrievalOptions, notes: string[]): Table[] {
  const { items } = gallery;
  const known = [...new Set(items.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const tables: Table[] = [];
  for (const label of new Set(options.labels)) {
    if (!known.includes(label)) throw unknownLabel(label, known);
    const scopes = options.heldOut === undefined ? (['all'] as const) : (['all', 'held-out'] as const);
    for (const scope of scopes) {
      const relevance = labelRelevance({
        items,
        label,
        random: new Random(options.seed),
        ...(options.queries === undefined ? {} : { queryLimit: options.queries }),
        ...(scope === 'all' || options.heldOut === undefined ? {} : { within: options.heldOut }),
      });
      if (relevance.queries.length > 0) tables.push({ relevance, scope });
      else notes.push(`label ${label}, ${scope}: no video has another one with the same value, so no table`);
    }
  }
  if (tables.length > 0) return tables;
  throw new VidtokenError({
    code: 'too-few-videos',
    message: `No two stored videos share a value of ${options.labels.map((label) => `"${label}"`).join(', ')}.`,
    hint: 'Embed more labelled videos, or choose another label.',
  });
}

function unknownLabel(label: string, known: readonly string[]): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `No stored video has a label "${label}".`,
    hint:
      known.length === 0
        ? 'Labels come with a manifest: {"file": …, "labels": {"kind": "…"}} on each line.'
        : `Labels in the store: ${known.join(', ')}.`,
    facts: { label, known },
  });
}

async function rankKinds(run: Run): Promise<RankedKind[]> {
  const { gallery, tables, cutoffs, seed, signal } = run;
  const sets = tables.map((table) => table.relevance);
  const depth = Math.max(...cutoffs);
  const ranked: RankedKind[] = [];
  for (const kind of gallery.kinds) {
    const viaIndex = sets.map((relevance) => kind.kind === 'token' && usesIndex(run, relevance));
    const total = new Set(sets.flatMap((relevance) => relevance.queries)).size;
    const stage = run.progress.stage({ name: `rank by ${kind.kind}`, unit: 'queries', total });
    const onQuery = (): void => stage.advance(1);
    const exactSets = sets.filter((_, set) => !viaIndex[set]);
    const scoresOf = (query: number): Float64Array => cosinesWithRow(kind.rows, query);
    const exact = await rankAndScore({ sets: exactSets, depth, seed, scoresOf, onQuery, signal });
    const rankings: RankedQuery[][] = [];
    for (const [set, relevance] of sets.entries()) {
      const { space } = run;
      if (viaIndex[set] === true && space !== undefined) {
        rankings.push(
          await rankThroughIndex({ ...run, space, tokens: kind.rows, relevance, depth, onQuery }),
        );
      } else rankings.push(exact.shift() ?? []);
    }
    stage.done();
    ranked.push({ kind, rankings, searches: viaIndex.map((index) => (index ? 'index' : 'exact')) });
  }
  return ranked;
}

/** Without an index the store compares all tokens itself, which is the same and slower. */
function usesIndex({ exact, index, gallery }: Run, relevance: LabelRelevance): boolean {
  return !exact && index !== undefined && relevance.gallery.length >= SHARE_FOR_INDEX * gallery.items.length;
}

async function recallOf(run: Run, token: VectorKind): Promise<BenchmarkRetrievalReport['indexRecall']> {
  const { gallery, space, seed } = run;
  const withToken = [...gallery.items.keys()].filter((item) => token.rows.present[item] === 1);
  if (space === undefined || withToken.length < 2) return null;
  const queries = new Random(seed).sample(withToken, RECALL_QUERIES);
  const atCutoff = await measureIndexRecall({ ...run, space, tokens: token.rows, queries });
  return { queries: queries.length, atCutoff };
}

function tableReport(facts: {
  readonly table: Table;
  readonly position: number;
  readonly ranked: readonly RankedKind[];
  readonly run: Run;
}): RetrievalTable {
  const { table, position, ranked, run } = facts;
  const { relevance } = table;
  const rows = ranked.map(({ kind, rankings, searches }): RetrievalRow => {
    const present = relevance.gallery.filter((item) => kind.rows.present[item] === 1).length;
    return {
      kind: kind.kind,
      dimension: kind.rows.dimension,
      present,
      search: searches[position] ?? 'exact',
      scores: scoreRanking(rankings[position] ?? [], run),
    };
  });
  const rankingOf = (name: string) => ranked.find(({ kind }) => kind.kind === name)?.rankings[position];
  const token = rankingOf('token');
  const pooled = rankingOf('pooled');
  const random = scoreRandom(relevance, run);
  return {
    label: relevance.label,
    scope: table.scope,
    gallery: relevance.gallery.length,
    values: relevance.values,
    queries: relevance.queries.length,
    queriesWithoutRelevant: relevance.withoutRelevant,
    meanRelevant: relevance.relevantTotals.reduce((sum, total) => sum + total, 0) / relevance.queries.length,
    relevanceHash: relevance.relevanceHash,
    bounds: scoreBounds(relevance, run.cutoffs),
    rows: [...rows, { kind: 'random', dimension: null, present: null, search: null, scores: random }],
    tokenMinusPooled: token === undefined || pooled === undefined ? [] : scoreDifference(token, pooled, run),
  };
}

function vectorIndexOf(indexes: readonly IndexStatus[]): IndexStatus | undefined {
  return indexes.find(({ columns }) => columns.length === 1 && columns[0] === 'token');
}

function indexFacts({ name, type, indexedRows, unindexedRows }: IndexStatus) {
  return { name, type, indexedRows, unindexedRows };
}

function combinedHash(tables: readonly Table[]): string {
  const hash = createHash('sha256');
  for (const { relevance, scope } of tables) hash.update(`${scope} ${relevance.relevanceHash}\n`);
  return hash.digest('hex');
}
