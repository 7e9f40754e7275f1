/** How the service is run; `vidtoken serve` makes it from its options. */
export interface ServiceSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Requests need a token; always so when `host` is not a loopback address. */
  readonly requireTokens: boolean;
  /** Absolute folders from which `POST /v1/videos` may take paths. */
  readonly roots: readonly string[];
  /** JSON bodies. */
  readonly bodyLimitBytes: number;
  readonly uploadLimitBytes: number;
  /** From the first byte of a request to the last of its answer; uploads, media and events have their own. */
  readonly requestTimeoutMs: number;
  /** Jobs that wait at most; more are refused with 429. */
  readonly queuedJobs: number;
  /** A deletion waits so long for a running job before it is refused with 503. */
  readonly deletionWaitMs: number;
  /** Of one token, or of one address without tokens. */
  readonly requestsPerMinute: number;
  /** Above so many videos searches go to the index of the store instead of memory. */
  readonly videosInMemory: number;
  /** OTLP over HTTP, such as `http://127.0.0.1:4318`; no traces without it. */
  readonly tracesEndpoint?: string;
  /** Absolute folder of the built page; no page without it. */
  readonly pageFolder?: string;
}

export const SERVICE_DEFAULTS = {
  host: '127.0.0.1',
  port: 8765,
  bodyLimitBytes: 12_000_000,
  uploadLimitBytes: 500_000_000,
  requestTimeoutMs: 30_000,
  queuedJobs: 100,
  deletionWaitMs: 10_000,
  requestsPerMinute: 6000,
  videosInMemory: 1_000_000,
} as const;
