import type { Description, Measurements } from './description.js';
import type { FeatureSequence, Modality } from './features.js';
import type { ContentHash, SpaceId, VideoId } from './ids.js';
import type { JsonValue, VideoInfo } from './media.js';

/** One row of the `videos` table. */
export interface VideoRecord {
  readonly id: VideoId;
  readonly contentHash: ContentHash;
  /** Absolute path of the file when it was last seen. */
  readonly uri: string;
  readonly sizeBytes: number;
  readonly title?: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, JsonValue>>;
  readonly info: VideoInfo;
  readonly measurements: Measurements;
  /** Text that came with the video, kept so that describing again needs no manifest. */
  readonly providedDescription?: string;
  readonly description?: Description;
  /** Unit vector of `spaceId`; absent until a model has embedded the video. */
  readonly token?: Float32Array;
  readonly spaceId?: SpaceId;
  /** One pooled vector per modality that the video has. */
  readonly pooled: Readonly<Partial<Record<Modality, Float32Array>>>;
  /** Nearest stored centre of the concatenated pooled vectors (M3CSR, section 4.2). */
  readonly contentClusterId?: number;
  /** Nearest stored centre in the token space. */
  readonly tokenClusterId?: number;
  /** Id of the run that brought the video in. */
  readonly batch: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Small JPEG of the middle frame. */
  readonly thumbnailJpeg: Uint8Array;
}

/** Features of one video, stored so that training and re-embedding never decode again. */
export interface FeatureRecord {
  readonly contentHash: ContentHash;
  readonly sequences: readonly FeatureSequence[];
}

/** An input that was not embedded, with a stable code. */
export interface FailureRecord {
  readonly file: string;
  readonly contentHash?: ContentHash;
  readonly code: string;
  readonly reason: string;
  /** Would the same bytes succeed later without any change (a timeout, a full disk)? */
  readonly retryable: boolean;
  readonly runId: string;
  readonly atMs: number;
}

export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted';

/** One row of the `runs` table: what was done, with what, and what came out. */
export interface RunRecord {
  readonly id: string;
  readonly command: string;
  readonly status: RunStatus;
  readonly codeVersion: string;
  readonly config: JsonValue;
  readonly dataHash?: string;
  readonly promptHash?: string;
  readonly seed?: number;
  readonly spaceId?: SpaceId;
  readonly startedAtMs: number;
  readonly finishedAtMs?: number;
  readonly report?: JsonValue;
}

/** Which vectors were clustered: the standardised pooled features, or the video tokens. */
export type ClusterKind = 'content' | 'token';

/** Centres of one k-means fit with all that is needed to assign a new video. */
export interface ClusterSet {
  readonly id: string;
  readonly kind: ClusterKind;
  /** Embedding space for `token`; extractor set label for `content`. */
  readonly space: string;
  /** Raised by one with each refit of the kind. */
  readonly version: number;
  readonly dimension: number;
  /** [k][dimension] */
  readonly centroids: readonly Float32Array[];
  /** [k] members when the set was fitted. */
  readonly sizes: readonly number[];
  /** Applied to a raw vector before comparison: (x − mean) · scale, [dimension] each. */
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  readonly inertia: number;
  readonly seed: number;
  readonly createdAtMs: number;
}
