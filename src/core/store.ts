import type { EmbeddingSpace } from './embedding.js';
import type { ExtractorSpec, FeatureSequence, Modality } from './features.js';
import type { ContentHash, SpaceId, VideoId } from './ids.js';
import type { InteractionRecord, RecommenderSpace } from './recommend.js';
import type {
  AnswerRecord,
  ClusterKind,
  ClusterSet,
  FailureRecord,
  FeatureRecord,
  QuarantineRecord,
  RunRecord,
  VideoRecord,
} from './record.js';
import type { SummaryQuery, SummaryRow, VideoMark } from './summary.js';

/** The few columns that decide what a scanned file needs; cheap to look up in bulk. */
export interface StoredIdentity {
  readonly id: VideoId;
  readonly contentHash: ContentHash;
  readonly uri: string;
  /** Hash of title, tags, labels, metadata and provided description, as `metadataHash` computes it. */
  readonly metadataHash: string;
  readonly hasToken: boolean;
}

export interface SearchHit {
  readonly record: VideoRecord;
  /** Cosine similarity −1…1 for vectors, BM25 for words; larger is better. */
  readonly score: number;
}

export interface VectorQuery {
  readonly vector: Float32Array;
  /** Must be the space of the stored tokens. */
  readonly space: EmbeddingSpace;
  readonly limit: number;
  /** SQL over the columns of `videos`, applied before the search, so that `limit` rows come back. */
  readonly where?: string;
  readonly excludeHashes?: readonly ContentHash[];
  /** Scan every vector instead of using the index. */
  readonly exact?: boolean;
  /** Leave out tokens of other spaces instead of refusing a store that holds some: a re-embedding may be under way. */
  readonly leaveOutOtherSpaces?: boolean;
}

/** Light row for reading many vectors. */
export interface VectorRow {
  readonly id: VideoId;
  readonly contentHash: ContentHash;
  readonly uri: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly describerId?: string;
  readonly descriptionModel?: string;
  readonly contentClusterId?: number;
  readonly tokenClusterId?: number;
  readonly token?: Float32Array;
  readonly pooled: Readonly<Partial<Record<Modality, Float32Array>>>;
}

export interface SemanticQuery {
  /** Of a text, from the same model as the stored vectors. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** As in `VectorQuery`. */
  readonly where?: string;
}

export interface PooledQuery {
  readonly modality: Modality;
  /** [width of the modality] finite, not zero */
  readonly vector: Float32Array;
  readonly limit: number;
  /** As in `VectorQuery`. */
  readonly where?: string;
}

export interface PooledHit {
  readonly id: VideoId;
  /** Cosine, −1…1; NaN for a stored vector without direction. */
  readonly similarity: number;
}

export interface IndexStatus {
  readonly name: string;
  readonly columns: readonly string[];
  readonly type: string;
  readonly indexedRows: number;
  readonly unindexedRows: number;
}

export interface VideoTable {
  /** Number of the newest commit, also of another process. */
  version(): Promise<number>;
  count(where?: string): Promise<number>;
  /** How many rows carry a token of each space; `null` counts rows without a token. */
  spaceCounts(): Promise<ReadonlyMap<SpaceId | null, number>>;
  identitiesByHash(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, StoredIdentity>>;
  identitiesById(ids: readonly VideoId[]): Promise<ReadonlyMap<VideoId, StoredIdentity>>;
  get(ids: readonly VideoId[]): Promise<VideoRecord[]>;
  /** The small JPEG of a video without the rest of its row. */
  thumbnail(id: VideoId): Promise<Uint8Array | undefined>;
  /** All rows, ordered by id, in pages of `pageSize`, never all in memory. */
  scan(options?: { readonly where?: string; readonly pageSize?: number }): AsyncIterable<VideoRecord[]>;
  /** Like `scan` without thumbnails, measurements and media facts. */
  scanVectors(options?: { readonly where?: string; readonly pageSize?: number }): AsyncIterable<VectorRow[]>;
  /** Light rows of one version of the table in pages, never all in memory; without an order nothing is sorted. */
  summaries(query?: SummaryQuery): AsyncIterable<SummaryRow[]>;
  /** The same for the few columns that tell whether a row has changed. */
  marks(): AsyncIterable<VideoMark[]>;
  /** Insert or replace by content hash, one commit. @throws `space-mismatch` when a token is of another space than `space`. */
  upsert(records: readonly VideoRecord[], space: EmbeddingSpace | undefined): Promise<void>;
  /** Sets cluster ids in bounded commits. */
  setClusters(kind: ClusterKind, ids: ReadonlyMap<ContentHash, number>): Promise<void>;
  /** @throws `space-mismatch` naming both spaces and the command that re-embeds. */
  searchVector(query: VectorQuery): Promise<SearchHit[]>;
  /**
   * Videos whose semantic vector is nearest to that of a text, by cosine similarity.
   * @throws VidtokenError `configuration` when no extractor of the store is text-aligned
   */
  searchSemantic(query: SemanticQuery): Promise<SearchHit[]>;
  /** Videos whose pooled vector of one modality is nearest by cosine, best first, the one asked for among them. */
  nearestPooled(query: PooledQuery): Promise<PooledHit[]>;
  /** Creates or renews the vector index of a modality where there are enough vectors for one to pay. */
  indexPooled(modality: Modality, options?: { readonly vectorIndexMinimumRows?: number }): Promise<void>;
  /**
   * Full-text search over description, title, tags, transcript and on-screen text. Words are data: no query syntax is
   * interpreted.
   */
  searchText(query: {
    readonly words: string;
    readonly limit: number;
    readonly where?: string;
  }): Promise<SearchHit[]>;
  /**
   * Features, answers, quarantine, vectors of recommenders and interactions of the videos are deleted as well; the last
   * stay with `keepInteractions`, for a row that comes back at once with another content.
   * @returns the ids that were there.
   */
  delete(ids: readonly VideoId[], options?: { readonly keepInteractions?: boolean }): Promise<VideoId[]>;
  /** Creates and refreshes scalar, full-text and (when it pays) vector indexes; compacts small fragments. */
  maintain(options?: { readonly vectorIndexMinimumRows?: number }): Promise<void>;
  indexes(): Promise<IndexStatus[]>;
}

export interface FeatureTable {
  upsert(records: readonly FeatureRecord[]): Promise<void>;
  get(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, readonly FeatureSequence[]>>;
}

export interface FailureTable {
  record(failures: readonly FailureRecord[]): Promise<void>;
  byHash(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, FailureRecord>>;
  /** Forgets failures of contents or files that succeeded or are gone. */
  clear(options: {
    readonly hashes?: readonly ContentHash[];
    readonly files?: readonly string[];
  }): Promise<void>;
  list(): Promise<FailureRecord[]>;
}

/** What was spent on one model. */
export interface AnswerTotals {
  readonly describerId: string;
  readonly model: string;
  readonly calls: number;
  readonly accepted: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Calls that were answered but whose price is not known. */
  readonly unpricedCalls: number;
  readonly possibleCostUsd: number;
}

export interface AnswerTable {
  /** All calls for each key, in their order. */
  byKeys(keys: readonly string[]): Promise<ReadonlyMap<string, readonly AnswerRecord[]>>;
  /** Durable when it resolves; calls made while a commit runs go into the next one together. */
  record(answer: AnswerRecord): Promise<void>;
  /** Over everything stored, or one run, by describer and model. */
  totals(options?: { readonly runId?: string }): Promise<AnswerTotals[]>;
}

export interface QuarantineTable {
  /** The newest record of a key replaces the one before. */
  record(records: readonly QuarantineRecord[]): Promise<void>;
  clear(keys: readonly string[]): Promise<void>;
  byKeys(keys: readonly string[]): Promise<ReadonlyMap<string, QuarantineRecord>>;
  list(): Promise<QuarantineRecord[]>;
}

export interface RunTable {
  save(run: RunRecord): Promise<void>;
  list(options?: { readonly limit?: number }): Promise<RunRecord[]>;
}

export interface ClusterTable {
  /** Number of the newest commit, also of another process. */
  version(): Promise<number>;
  save(set: ClusterSet): Promise<void>;
  /** The newest set of a kind, if any. */
  latest(kind: ClusterKind): Promise<ClusterSet | undefined>;
}

export interface InteractionTable {
  /** Insert or replace by key, in bounded commits. */
  upsert(records: readonly InteractionRecord[]): Promise<void>;
  count(where?: { readonly userId?: string }): Promise<number>;
  /** Which of these keys are stored. */
  knownKeys(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** All rows in pages, ordered by user, time (unknown first) and item; never all in memory. */
  scan(options?: { readonly pageSize?: number }): AsyncIterable<InteractionRecord[]>;
  /** What one user did, oldest first; events without a time come before the others, by key. */
  byUser(userId: string): Promise<InteractionRecord[]>;
  /** @returns how many there were. */
  deleteItems(ids: readonly VideoId[]): Promise<number>;
}

/** One final vector of a trained recommender. */
export interface FactorRow {
  readonly id: string;
  /** [dimension] */
  readonly vector: Float32Array;
}

export interface FactorHit {
  readonly id: VideoId;
  /** Inner product with the query; larger is better. */
  readonly score: number;
}

/** Final user and item vectors of trained recommenders: `user_vectors_<model>` and `item_vectors_<model>`. */
export interface FactorTables {
  /** The space of the stored vectors of a model, if it was trained. */
  space(model: string): Promise<RecommenderSpace | undefined>;
  /** Models with stored vectors. */
  models(): Promise<readonly string[]>;
  /** Replaces all vectors of a model. A reader sees the old ones or the new ones, never a mix. */
  replace(options: {
    readonly space: RecommenderSpace;
    readonly users: Iterable<FactorRow>;
    readonly items: Iterable<FactorRow>;
  }): Promise<void>;
  /** Adds or replaces single vectors. @throws `space-mismatch` naming both spaces. */
  upsert(options: {
    readonly space: RecommenderSpace;
    readonly kind: 'user' | 'item';
    readonly rows: readonly FactorRow[];
  }): Promise<void>;
  get(options: {
    readonly space: RecommenderSpace;
    readonly kind: 'user' | 'item';
    readonly ids: readonly string[];
  }): Promise<ReadonlyMap<string, Float32Array>>;
  /** Ids of all stored vectors of a kind. */
  ids(options: { readonly space: RecommenderSpace; readonly kind: 'user' | 'item' }): Promise<Set<string>>;
  /** Items of the largest inner product. @throws `space-mismatch` when the stored vectors are of another space. */
  search(options: {
    readonly space: RecommenderSpace;
    readonly vector: Float32Array;
    readonly limit: number;
    /** Items that must not come back: what the user has seen. */
    readonly exclude?: readonly VideoId[];
    /** Only these may come back. */
    readonly candidates?: readonly VideoId[];
    /** Scan every vector instead of using the index. */
    readonly exact?: boolean;
  }): Promise<FactorHit[]>;
  /** Builds the index where it pays; see `src/store/README.md`. */
  maintain(options?: { readonly vectorIndexMinimumRows?: number }): Promise<void>;
  deleteItems(ids: readonly VideoId[]): Promise<void>;
}

/** What a store was created for; another set needs another data folder. */
export interface StoreSchema {
  readonly extractors: readonly ExtractorSpec[];
  readonly tokenDimension: number;
}

export interface VideoStore {
  readonly videos: VideoTable;
  readonly features: FeatureTable;
  readonly failures: FailureTable;
  readonly runs: RunTable;
  readonly clusters: ClusterTable;
  readonly answers: AnswerTable;
  readonly quarantine: QuarantineTable;
  readonly interactions: InteractionTable;
  readonly factors: FactorTables;
  readonly schema: StoreSchema;
  close(): Promise<void>;
}
