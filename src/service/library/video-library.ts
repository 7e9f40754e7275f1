import type { CandidateSet } from '../../../pipelines/process-user-request.js';
import type { EmbeddingSpace } from '../../core/embedding.js';
import type { ContentHash, VideoId } from '../../core/ids.js';
import type { VideoStore } from '../../core/store.js';
import type { Facets, ListVideosQuery, VideoSummary } from '../contract/video.js';
import type { Filter } from '../filter/filter.js';

export interface TokenHit {
  readonly id: VideoId;
  /** Cosine, −1…1 */
  readonly score: number;
}

export interface NearestQuery {
  /** Any length but 0, in the space of the library. */
  readonly vector: Float32Array;
  readonly limit: number;
  readonly filter?: Filter;
  readonly excludeHashes?: readonly ContentHash[];
  readonly exact?: boolean;
}

export interface LibraryState {
  readonly videos: number;
  readonly withToken: number;
  /** Undefined before a model has embedded anything. */
  readonly space: EmbeddingSpace | undefined;
  readonly contentClusters: number;
  readonly canSearchByMeaning: boolean;
  readonly index: 'memory' | 'lancedb';
  /** Version of the `videos` table that is shown. */
  readonly version: number;
}

/**
 * What the store holds, ready to be asked many times a second: from memory, or above a size from the tables themselves.
 * Both give the same answers (a contract test runs on both).
 */
export interface VideoLibrary {
  state(): LibraryState;
  /** Reads what has changed since; cheap when nothing has. Called after every write of this service and on a timer. */
  refresh(): Promise<void>;
  /** Present videos in the order of `ids`; unknown ids are left out. */
  summaries(ids: readonly VideoId[]): Promise<VideoSummary[]>;
  page(options: {
    readonly filter?: Filter;
    readonly order: ListVideosQuery['order'];
    /** Last id of the page before. */
    readonly after?: VideoId;
    readonly limit: number;
  }): Promise<{ readonly videos: VideoSummary[]; readonly total: number; readonly isLast: boolean }>;
  /** Best first, equal scores by id. @throws VidtokenError `no-model` without tokens, `invalid-value` */
  nearest(query: NearestQuery): Promise<TokenHit[]>;
  /** Unit tokens, by id, of those that have one in the space of the library. */
  tokens(ids: readonly VideoId[]): Promise<ReadonlyMap<VideoId, Float32Array>>;
  contentHash(id: VideoId): Promise<ContentHash | undefined>;
  facets(): Promise<Facets>;
  /** All tokens for Algorithm 1; undefined when they are not in memory. */
  candidates(): CandidateSet | undefined;
  /** Lends the open store for other reading. */
  read<Result>(work: (store: VideoStore) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
