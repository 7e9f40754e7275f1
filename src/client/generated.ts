// Made from the OpenAPI document by `npm run generate-client`; a test compares the two.

export interface AddVideoRequestInput {
  /** File or folder under one of the allowed roots of the service */
  readonly path: string;
}

export interface ClusterDetail {
  readonly id: number;
  readonly kind: 'content' | 'token';
  /** Distinctive words of its descriptions; `cluster <id>` where there are none */
  readonly label: string;
  readonly words: readonly {
    readonly word: string;
    readonly score: number;
  }[];
  readonly videos: number;
  /** Nearest to the centre, best first */
  readonly exemplarIds: readonly string[];
  readonly exemplars: readonly VideoSummary[];
  readonly members: readonly VideoSummary[];
  /** Give it as `cursor` for the next page; null on the last one */
  readonly nextCursor: string | null;
}

export interface ClusterList {
  readonly kind: 'content' | 'token';
  /** Raised with each fit; null without clusters */
  readonly version: number | null;
  readonly space: string | null;
  readonly clusters: readonly ClusterSummary[];
}

export interface ClusterSummary {
  readonly id: number;
  readonly kind: 'content' | 'token';
  /** Distinctive words of its descriptions; `cluster <id>` where there are none */
  readonly label: string;
  readonly words: readonly {
    readonly word: string;
    readonly score: number;
  }[];
  readonly videos: number;
  /** Nearest to the centre, best first */
  readonly exemplarIds: readonly string[];
}

export interface Curve {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
  }[];
}

export interface DeletedVideo {
  /** Id of a stored video */
  readonly id: string;
  /** True for uploads: the service owns their file */
  readonly fileDeleted: boolean;
}

export interface Embedding {
  readonly spaceId: string;
  readonly dimension: number;
  /** Unit vector */
  readonly token: readonly number[];
  /** What the decoder reads out of it */
  readonly readOut: string;
  readonly clusterId: number | null;
  readonly tokenClusterId: number | null;
  readonly durationSeconds: number | null;
  readonly contentHash: string;
  /** Id of a stored video with the same bytes */
  readonly storedAs: string | null;
}

export interface EndedSession {
  readonly ended: boolean;
}

export interface Explanation {
  readonly readOut: string;
  readonly description: string | null;
  /** The model was not trained on this content; null when it is not known */
  readonly heldOut: boolean | null;
  readonly fit: {
    readonly of: 'description' | 'readOut';
    /** Nats a word from this token */
    readonly logLikelihood: number;
    /** Mean from the tokens of other clips */
    readonly othersLogLikelihood: number;
    /** 1: this token explains the text better than all others */
    readonly rank: number;
    readonly compared: number;
    readonly raised: readonly {
      readonly word: string;
      readonly gain: number;
    }[];
    readonly lowered: readonly {
      readonly word: string;
      readonly gain: number;
    }[];
  } | null;
}

export interface Facets {
  readonly videos: number;
  /** Most frequent first, at most 200 */
  readonly tags: readonly {
    readonly value: string;
    readonly videos: number;
  }[];
  /** Values of each label, most frequent first, at most 100 each */
  readonly labels: Readonly<
    Record<
      string,
      readonly {
        readonly value: string;
        readonly videos: number;
      }[]
    >
  >;
  readonly clusters: readonly {
    readonly id: number;
    readonly videos: number;
  }[];
  readonly tokenClusters: readonly {
    readonly id: number;
    readonly videos: number;
  }[];
  readonly durationSeconds: {
    readonly least: number;
    readonly most: number;
  } | null;
}

export interface Health {
  readonly status: 'ok';
}

export interface HitPage {
  readonly hits: readonly SearchHit[];
  /** Give it as `cursor` for the next page; null on the last one */
  readonly nextCursor: string | null;
  /** How was searched */
  readonly mode: 'token' | 'words' | 'semantic' | 'hybrid' | 'visual';
  /** Embedding space of the compared vectors */
  readonly spaceId: string | null;
  /** Every vector was compared */
  readonly exact: boolean;
}

export interface HitReason {
  /** Distinctive words of both descriptions, best first */
  readonly sharedWords: readonly string[];
  /** Cosine of the pooled vectors of each modality that both have; empty unless asked for */
  readonly modalities: Readonly<Record<string, number>>;
  readonly sameCluster: boolean;
}

export interface InteractionEventInput {
  /** Chosen by the sender; the same id counts once */
  readonly eventId: string;
  readonly userId: string;
  /** Id of a stored video */
  readonly videoId: string;
  readonly watchSeconds?: number;
  readonly rating?: number;
  /** When it happened; the time of arrival when absent */
  readonly at?: string;
}

export interface InteractionsAnswer {
  /** New and durable */
  readonly accepted: number;
  /** Arrived before */
  readonly known: number;
  readonly rejected: readonly {
    readonly eventId: string;
    readonly code: string;
    readonly reason: string;
  }[];
}

export interface InteractionsRequestInput {
  readonly events: readonly InteractionEventInput[];
}

export interface Job {
  readonly id: string;
  readonly kind: 'embed' | 'map';
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Name of the uploaded file, or the path */
  readonly name: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** How many jobs are before it; null unless queued */
  readonly place: number | null;
  /** Why a running job makes no progress, such as another writer */
  readonly waitsFor: string | null;
  readonly attempts: number;
  readonly stages: readonly JobStage[];
  /** Videos that it brought in or found to be stored already */
  readonly videoIds: readonly string[];
  readonly failures: readonly JobFailure[];
  /** What is to be known about its result, such as videos that wait for a model */
  readonly note: string | null;
  readonly error: {
    readonly code: string;
    readonly message: string;
  } | null;
}

export interface JobFailure {
  readonly file: string;
  readonly code: string;
  readonly reason: string;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** Give it as `cursor` for the next page; null on the last one */
  readonly nextCursor: string | null;
}

export interface JobStage {
  /** scan, extract, describe, distil, embed, cluster, … */
  readonly name: string;
  readonly unit: string;
  readonly finished: number;
  readonly total: number | null;
  readonly note: string | null;
  readonly isDone: boolean;
}

export interface ModelDetail {
  /** Space that it makes */
  readonly id: string;
  readonly isCurrent: boolean;
  readonly dimension: number;
  readonly trainedAt: string | null;
  readonly epochs: number | null;
  readonly trainingVideos: number | null;
  readonly validationVideos: number | null;
  readonly diagnostics: readonly {
    readonly name: string;
    readonly value: number | null;
    readonly chance: number | null;
    readonly meaning: string;
  }[];
  /** Against the epoch or the step */
  readonly curves: readonly Curve[];
  readonly config: unknown;
}

export interface ModelList {
  readonly models: readonly ModelSummary[];
}

export interface ModelSummary {
  /** Space that it makes */
  readonly id: string;
  readonly isCurrent: boolean;
  readonly dimension: number;
  readonly trainedAt: string | null;
  readonly epochs: number | null;
  readonly trainingVideos: number | null;
  readonly validationVideos: number | null;
  readonly diagnostics: readonly {
    readonly name: string;
    readonly value: number | null;
    readonly chance: number | null;
    readonly meaning: string;
  }[];
}

export interface Problem {
  /** `about:blank`, or the address of a page about this code */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable: programs match on it */
  readonly code: string;
  /** What went wrong, with which value */
  readonly detail: string;
  /** What can be done next */
  readonly hint?: string;
  /** Id of the request, as in the logs and the header `x-request-id` */
  readonly instance: string;
  /** Every field that is wrong */
  readonly errors?: readonly {
    readonly path: string;
    readonly message: string;
  }[];
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
  }[];
}

export interface RecommendRequestInput {
  /** A user with stored interactions */
  readonly userId?: string;
  /** What somebody watched, oldest first, instead of a stored user */
  readonly history?: readonly {
    /** Id of a stored video */
    readonly videoId: string;
    readonly watchSeconds: number;
    readonly at?: string;
  }[];
  /** `dreamumm`, `candidate-dreamumm`, `auto` (Algorithm 1 decides), or a trained recommender for a userId */
  readonly model?: string;
  readonly k?: number;
  /** Only these may come back */
  readonly candidates?: readonly string[];
  readonly policy?: {
    readonly includeSeen?: boolean;
    readonly popularityWeight?: number;
    readonly diversify?: number;
  };
  /** Order of equal scores */
  readonly seed?: number;
}

export interface Recommendation {
  readonly hits: readonly {
    readonly video: VideoSummary;
    /** Cosine for vectors, BM25 for words, reciprocal rank sum for hybrid; larger is better */
    readonly score: number;
    readonly reason: HitReason | null;
    /** Sentences */
    readonly reasons: readonly string[];
  }[];
  readonly model: string;
  /** dreamumm, candidate-dreamumm, other-scores, or factors */
  readonly branch: string;
  readonly branchReason: string;
  readonly spaceId: string;
  readonly historyLength: number;
  readonly user: {
    /** Of the user vector on the map */
    readonly position: {
      readonly x: number;
      readonly y: number;
    } | null;
    /** ‖Σ wᵢxᵢ‖ / Σ wᵢ before normalisation: 1 when all watches agree */
    readonly vectorNorm: number | null;
    /** wᵢ of the newest watch (DreamUMM, eq. 4), 0…1: 0 for a video without a token; null without a watch */
    readonly newestWeight: number | null;
  } | null;
}

export interface ResultTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly notes: readonly string[];
}

export interface RunDetail {
  readonly id: string;
  readonly command: string;
  readonly status: string;
  readonly startedAt: string;
  readonly seconds: number | null;
  readonly spaceId: string | null;
  readonly seed: number | null;
  readonly codeVersion: string;
  readonly config: unknown;
  readonly dataHash: string | null;
  readonly promptHash: string | null;
  readonly report: unknown;
  readonly tables: readonly ResultTable[];
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Give it as `cursor` for the next page; null on the last one */
  readonly nextCursor: string | null;
}

export interface RunSummary {
  readonly id: string;
  readonly command: string;
  readonly status: string;
  readonly startedAt: string;
  readonly seconds: number | null;
  readonly spaceId: string | null;
  readonly seed: number | null;
  readonly codeVersion: string;
}

export interface SearchHit {
  readonly video: VideoSummary;
  /** Cosine for vectors, BM25 for words, reciprocal rank sum for hybrid; larger is better */
  readonly score: number;
  readonly reason: HitReason | null;
}

export interface SearchRequestInput {
  /** Like this stored video */
  readonly videoId?: string;
  /** Words */
  readonly text?: string;
  /** In the space of the tokens; any length but 0 */
  readonly vector?: readonly number[];
  /** JPEG, PNG or WebP picture */
  readonly frame?: string;
  /** For `text`: full-text search, meaning (needs a text tower), or both by reciprocal rank fusion; `auto` is hybrid where there is a text tower */
  readonly mode?: 'words' | 'semantic' | 'hybrid' | 'auto';
  readonly k?: number;
  /** `nextCursor` of the page before; only valid with the same other parameters */
  readonly cursor?: string;
  /** Filter, for example: duration < 10 and (tag = "cat" or label.kind = "music") and not cluster in (1, 2). The grammar stands in src/service/filter/README.md */
  readonly where?: string;
  /** Maximal marginal relevance: 0 ranks by similarity alone, 1 by novelty alone */
  readonly diversify?: number;
  /** Compare with every vector instead of using the index */
  readonly exact?: boolean;
  /** Fill `reason` of each hit */
  readonly explain?: boolean;
}

export interface ServiceInfo {
  readonly version: string;
  readonly videos: number;
  readonly withToken: number;
  readonly space: {
    readonly id: string;
    readonly dimension: number;
  } | null;
  readonly clusters: number;
  readonly canSearchByMeaning: boolean;
  readonly canUpload: boolean;
  readonly isMapReady: boolean;
  /** Trained ones, beside dreamumm */
  readonly recommenders: readonly string[];
  /** Folders from which paths may be added */
  readonly roots: number;
  readonly uploadLimitBytes: number;
  /** Of the caller */
  readonly scopes: readonly ('read' | 'write' | 'admin')[];
  /** What answers searches for similar videos */
  readonly index: 'memory' | 'lancedb';
}

export interface Session {
  readonly scopes: readonly ('read' | 'write' | 'admin')[];
  /** ISO 8601; null where requests need no token, so that no cookie is set */
  readonly expiresAt: string | null;
}

export interface VideoDetail {
  /** Id of a stored video */
  readonly id: string;
  /** Where the file was last seen */
  readonly uri: string;
  readonly title: string | null;
  /** Whole text */
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly durationSeconds: number | null;
  /** Pixels, upright */
  readonly width: number | null;
  readonly height: number | null;
  readonly hasSound: boolean;
  /** False for rows that were imported as features */
  readonly hasMedia: boolean;
  readonly hasToken: boolean;
  /** Content cluster */
  readonly clusterId: number | null;
  readonly tokenClusterId: number | null;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly describer: string | null;
  readonly describerModel: string | null;
  readonly transcript: string | null;
  readonly onScreenText: string | null;
  /** SHA-256 of the bytes */
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly spaceId: string | null;
  readonly container: string | null;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly frameRate: number | null;
  /** What was measured in pictures and sound, by name */
  readonly measurements: Readonly<Record<string, number | string | boolean | readonly string[] | null>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Modalities with a pooled vector */
  readonly modalities: readonly string[];
  readonly updatedAt: string;
}

export interface VideoMap {
  readonly spaceId: string;
  readonly fittedAt: string;
  /** umap, or pca for very small sets */
  readonly method: string;
  /** Videos that the projection was fitted on; the others stand beside their neighbours */
  readonly fittedOn: number;
  readonly ids: readonly string[];
  /** 0…1 */
  readonly x: readonly number[];
  /** 0…1 */
  readonly y: readonly number[];
  readonly clusters: readonly (number | null)[];
  readonly tokenClusters: readonly (number | null)[];
  readonly labels: Readonly<
    Record<
      string,
      {
        readonly values: readonly string[];
        /** Place in `values`; −1 for none */
        readonly codes: readonly number[];
      }
    >
  >;
  /** Which modalities a video has, such as `visual + audio` */
  readonly modalities: {
    readonly values: readonly string[];
    readonly codes: readonly number[];
  };
}

export interface VideoPage {
  readonly videos: readonly VideoSummary[];
  /** Videos that match */
  readonly total: number;
  /** Give it as `cursor` for the next page; null on the last one */
  readonly nextCursor: string | null;
}

export interface VideoSummary {
  /** Id of a stored video */
  readonly id: string;
  /** Where the file was last seen */
  readonly uri: string;
  readonly title: string | null;
  /** At most 400 characters in lists */
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly durationSeconds: number | null;
  /** Pixels, upright */
  readonly width: number | null;
  readonly height: number | null;
  readonly hasSound: boolean;
  /** False for rows that were imported as features */
  readonly hasMedia: boolean;
  readonly hasToken: boolean;
  /** Content cluster */
  readonly clusterId: number | null;
  readonly tokenClusterId: number | null;
  /** ISO 8601 */
  readonly createdAt: string;
}

/** What each operation takes: parameters of path and query, and its body. */
export interface OperationInputs {
  readonly listVideos: {
    readonly limit?: number;
    readonly cursor?: string;
    readonly where?: string;
    readonly order?: 'id' | 'newest' | 'oldest' | 'longest' | 'shortest';
  };
  readonly addVideo:
    | { readonly file: Blob; readonly title?: string; readonly tags?: string; readonly labels?: string }
    | { readonly body: AddVideoRequestInput };
  readonly getVideo: { readonly id: string };
  readonly deleteVideo: { readonly id: string };
  readonly explainVideo: { readonly id: string };
  readonly getThumbnail: { readonly id: string };
  readonly getMedia: { readonly id: string };
  readonly getFacets: Readonly<Record<string, never>>;
  readonly search: { readonly body: SearchRequestInput };
  readonly similarVideos: {
    readonly k?: number;
    readonly cursor?: string;
    readonly where?: string;
    readonly diversify?: number;
    readonly exact?: boolean;
    readonly explain?: boolean;
    readonly id: string;
  };
  readonly embedFile: { readonly file: Blob; readonly title?: string; readonly tags?: string };
  readonly recommend: { readonly body: RecommendRequestInput };
  readonly addInteractions: { readonly body: InteractionsRequestInput };
  readonly listJobs: {
    readonly limit?: number;
    readonly cursor?: string;
    readonly state?: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  };
  readonly getJob: { readonly id: string };
  readonly cancelJob: { readonly id: string };
  readonly watchJob: { readonly id: string };
  readonly listClusters: { readonly kind?: 'content' | 'token' };
  readonly getCluster: {
    readonly kind?: 'content' | 'token';
    readonly limit?: number;
    readonly cursor?: string;
    readonly id: number;
  };
  readonly getMap: Readonly<Record<string, never>>;
  readonly makeMap: Readonly<Record<string, never>>;
  readonly listRuns: { readonly limit?: number; readonly cursor?: string; readonly command?: string };
  readonly getRun: { readonly id: string };
  readonly listModels: Readonly<Record<string, never>>;
  readonly getModel: { readonly id: string };
  readonly getInfo: Readonly<Record<string, never>>;
  readonly createSession: Readonly<Record<string, never>>;
  readonly deleteSession: Readonly<Record<string, never>>;
  readonly getHealth: Readonly<Record<string, never>>;
  readonly getReadiness: Readonly<Record<string, never>>;
  readonly getMetrics: Readonly<Record<string, never>>;
}

/** What each operation answers. */
export interface OperationAnswers {
  readonly listVideos: VideoPage;
  readonly addVideo: Job;
  readonly getVideo: VideoDetail;
  readonly deleteVideo: DeletedVideo;
  readonly explainVideo: Explanation;
  readonly getThumbnail: Response;
  readonly getMedia: Response;
  readonly getFacets: Facets;
  readonly search: HitPage;
  readonly similarVideos: HitPage;
  readonly embedFile: Embedding;
  readonly recommend: Recommendation;
  readonly addInteractions: InteractionsAnswer;
  readonly listJobs: JobPage;
  readonly getJob: Job;
  readonly cancelJob: Job;
  readonly watchJob: Response;
  readonly listClusters: ClusterList;
  readonly getCluster: ClusterDetail;
  readonly getMap: VideoMap;
  readonly makeMap: Job;
  readonly listRuns: RunPage;
  readonly getRun: RunDetail;
  readonly listModels: ModelList;
  readonly getModel: ModelDetail;
  readonly getInfo: ServiceInfo;
  readonly createSession: Session;
  readonly deleteSession: EndedSession;
  readonly getHealth: Health;
  readonly getReadiness: Readiness;
  readonly getMetrics: Response;
}

/** How each operation is called. */
export const OPERATIONS = {
  listVideos: {
    method: 'GET',
    path: '/v1/videos',
    inPath: [],
    inQuery: ['limit', 'cursor', 'where', 'order'],
    isJson: true,
  },
  addVideo: { method: 'POST', path: '/v1/videos', inPath: [], inQuery: [], isJson: true },
  getVideo: { method: 'GET', path: '/v1/videos/{id}', inPath: ['id'], inQuery: [], isJson: true },
  deleteVideo: { method: 'DELETE', path: '/v1/videos/{id}', inPath: ['id'], inQuery: [], isJson: true },
  explainVideo: {
    method: 'GET',
    path: '/v1/videos/{id}/explanation',
    inPath: ['id'],
    inQuery: [],
    isJson: true,
  },
  getThumbnail: {
    method: 'GET',
    path: '/v1/videos/{id}/thumbnail',
    inPath: ['id'],
    inQuery: [],
    isJson: false,
  },
  getMedia: { method: 'GET', path: '/v1/videos/{id}/media', inPath: ['id'], inQuery: [], isJson: false },
  getFacets: { method: 'GET', path: '/v1/facets', inPath: [], inQuery: [], isJson: true },
  search: { method: 'POST', path: '/v1/search', inPath: [], inQuery: [], isJson: true },
  similarVideos: {
    method: 'GET',
    path: '/v1/videos/{id}/similar',
    inPath: ['id'],
    inQuery: ['k', 'cursor', 'where', 'diversify', 'exact', 'explain'],
    isJson: true,
  },
  embedFile: { method: 'POST', path: '/v1/embed', inPath: [], inQuery: [], isJson: true },
  recommend: { method: 'POST', path: '/v1/recommend', inPath: [], inQuery: [], isJson: true },
  addInteractions: { method: 'POST', path: '/v1/interactions', inPath: [], inQuery: [], isJson: true },
  listJobs: {
    method: 'GET',
    path: '/v1/jobs',
    inPath: [],
    inQuery: ['limit', 'cursor', 'state'],
    isJson: true,
  },
  getJob: { method: 'GET', path: '/v1/jobs/{id}', inPath: ['id'], inQuery: [], isJson: true },
  cancelJob: { method: 'DELETE', path: '/v1/jobs/{id}', inPath: ['id'], inQuery: [], isJson: true },
  watchJob: { method: 'GET', path: '/v1/jobs/{id}/events', inPath: ['id'], inQuery: [], isJson: false },
  listClusters: { method: 'GET', path: '/v1/clusters', inPath: [], inQuery: ['kind'], isJson: true },
  getCluster: {
    method: 'GET',
    path: '/v1/clusters/{id}',
    inPath: ['id'],
    inQuery: ['kind', 'limit', 'cursor'],
    isJson: true,
  },
  getMap: { method: 'GET', path: '/v1/map', inPath: [], inQuery: [], isJson: true },
  makeMap: { method: 'POST', path: '/v1/map', inPath: [], inQuery: [], isJson: true },
  listRuns: {
    method: 'GET',
    path: '/v1/runs',
    inPath: [],
    inQuery: ['limit', 'cursor', 'command'],
    isJson: true,
  },
  getRun: { method: 'GET', path: '/v1/runs/{id}', inPath: ['id'], inQuery: [], isJson: true },
  listModels: { method: 'GET', path: '/v1/models', inPath: [], inQuery: [], isJson: true },
  getModel: { method: 'GET', path: '/v1/models/{id}', inPath: ['id'], inQuery: [], isJson: true },
  getInfo: { method: 'GET', path: '/v1/info', inPath: [], inQuery: [], isJson: true },
  createSession: { method: 'POST', path: '/v1/session', inPath: [], inQuery: [], isJson: true },
  deleteSession: { method: 'DELETE', path: '/v1/session', inPath: [], inQuery: [], isJson: true },
  getHealth: { method: 'GET', path: '/healthz', inPath: [], inQuery: [], isJson: true },
  getReadiness: { method: 'GET', path: '/readyz', inPath: [], inQuery: [], isJson: true },
  getMetrics: { method: 'GET', path: '/metrics', inPath: [], inQuery: [], isJson: false },
} as const;
