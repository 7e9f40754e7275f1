import type { Description, Measurements, StructuredDescription } from './description.js';
import type { DescriberErrorCode } from './errors.js';
import type { FeatureSequence, Modality } from './features.js';
import type { ContentHash, SpaceId, VideoId } from './ids.js';
import type { JsonValue, Transcript, VideoInfo } from './media.js';

/** One row of the `videos` table. */
export interface VideoRecord {
  readonly id: VideoId;
  readonly contentHash: ContentHash;
  /** Absolute path of the file when it was last seen; `import://<data set>/<item>` for a row without media. */
  readonly uri: string;
  /** 0 for a row without media. */
  readonly sizeBytes: number;
  readonly title?: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, JsonValue>>;
  /** Absent, like measurements and thumbnail, in a row that was imported as features: there is no file behind it. */
  readonly info?: VideoInfo;
  readonly measurements?: Measurements;
  /** Text that came with the video, kept so that describing again needs no manifest. */
  readonly providedDescription?: string;
  readonly description?: Description;
  /** What is said in it: subtitles, or recognised speech when a transcriber was configured. */
  readonly transcript?: Transcript;
  /** Writing in the picture, when a text recogniser was configured. */
  readonly onScreenText?: string;
  /** Unit vector of `spaceId`; absent until a model has embedded the video. */
  readonly token?: Float32Array;
  readonly spaceId?: SpaceId;
  /** One pooled vector per modality that the video has. */
  readonly pooled: Readonly<Partial<Record<Modality, Float32Array>>>;
  /**
   * Pooled vector of the store's first text-aligned extractor: it can be compared with a text. One without direction
   * (zero, or with a value that is not finite) is not stored.
   */
  readonly semantic?: Float32Array;
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
  readonly thumbnailJpeg?: Uint8Array;
}

/** One call of a describer and what came of it: the cache, the memory of what was paid, and the audit. */
export interface AnswerRecord {
  /** `<key>/<n>`, n = 0, 1, …: the calls for one key in their order. */
  readonly id: string;
  /** SHA-256 over content hash, describer, prompt hash, model and parameters: equal keys get equal answers. */
  readonly key: string;
  readonly contentHash: ContentHash;
  readonly describerId: string;
  readonly promptHash: string;
  /** `none` for describers without a model. */
  readonly model: string;
  /** `accepted` answers are the cache; `rejected` ones were paid but not usable; `failed` calls gave no answer. */
  readonly outcome: 'accepted' | 'rejected' | 'failed';
  /** Of a call that was not accepted. */
  readonly code?: DescriberErrorCode;
  readonly reason?: string;
  /** The description when accepted, what came back (cut) when rejected. */
  readonly text?: string;
  readonly structured?: StructuredDescription;
  /** Absent when the endpoint did not say. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** US dollars by the price table; absent when the price or the usage is not known. */
  readonly costUsd?: number;
  /** Upper bound in US dollars of a call whose usage never arrived. */
  readonly possibleCostUsd?: number;
  readonly runId: string;
  readonly atMs: number;
}

/** A video that a describer could not describe. */
export interface QuarantineRecord {
  /** Key of the answers, see `AnswerRecord`. */
  readonly key: string;
  readonly contentHash: ContentHash;
  readonly id: VideoId;
  readonly describerId: string;
  readonly model: string;
  readonly code: DescriberErrorCode;
  readonly reason: string;
  /** Tried again with the next run; the others wait for `--retry-failed`. */
  readonly retryable: boolean;
  readonly runId: string;
  readonly atMs: number;
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
