import type { EmbeddingSpace } from './embedding.js';
import type { ExtractorSpec, FeatureSequence, Modality } from './features.js';
import type { ContentHash, SpaceId, VideoId } from './ids.js';
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

export interface IndexStatus {
  readonly name: string;
  readonly columns: readonly string[];
  readonly type: string;
  readonly indexedRows: number;
  readonly unindexedRows: number;
}

export interface VideoTable {
  count(where?: string): Promise<number>;
  /** How many rows carry a token of each space; `null` counts rows without a token. */
  spaceCounts(): Promise<ReadonlyMap<SpaceId | null, number>>;
  identitiesByHash(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, StoredIdentity>>;
  identitiesById(ids: readonly VideoId[]): Promise<ReadonlyMap<VideoId, StoredIdentity>>;
  get(ids: readonly VideoId[]): Promise<VideoRecord[]>;
  /** All rows, ordered by id, in pages of `pageSize`, never all in memory. */
  scan(options?: { readonly where?: string; readonly pageSize?: number }): AsyncIterable<VideoRecord[]>;
  /** Like `scan` without thumbnails, measurements and media facts. */
  scanVectors(options?: { readonly where?: string; readonly pageSize?: number }): AsyncIterable<VectorRow[]>;
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
  /**
   * Full-text search over description, title, tags, transcript and on-screen text. Words are data: no query syntax is
   * interpreted.
   */
  searchText(query: {
    readonly words: string;
    readonly limit: number;
    readonly where?: string;
  }): Promise<SearchHit[]>;
  /** @returns the ids that were there. Features, answers and quarantine of the videos are deleted as well. */
  delete(ids: readonly VideoId[]): Promise<VideoId[]>;
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
  save(set: ClusterSet): Promise<void>;
  /** The newest set of a kind, if any. */
  latest(kind: ClusterKind): Promise<ClusterSet | undefined>;
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
  readonly schema: StoreSchema;
  close(): Promise<void>;
}
