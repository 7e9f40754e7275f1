import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, Histogram, Registry } from 'prom-client';
import type { IndexStatus } from '../../core/store.js';
import type { StageTracer } from './tracing.js';

/** Counters and histograms in the format of Prometheus. */
export interface ServiceMetrics {
  /** Times one stage of a request, such as `search`, `rows`, `encode`. */
  time<Result>(stage: string, work: () => Promise<Result>): Promise<Result>;
  /** Counts an answered request. */
  answered(request: AnsweredRequest): void;
  /** Where the figures come from that are read when somebody asks. */
  watch(sources: FigureSources): void;
  text(): Promise<string>;
  close(): void;
}

export interface AnsweredRequest {
  /** Id of the operation, never the address: addresses would be without number. */
  readonly operation: string;
  readonly status: number;
  readonly seconds: number;
}

export interface FigureSources {
  readonly read: () => ServiceFigures;
  /** Indexes of the `videos` table; none while there is no store. */
  readonly indexes: () => Promise<readonly IndexStatus[]>;
}

/** The state of the service at one moment. */
export interface ServiceFigures {
  readonly waitingJobs: number;
  readonly runningJobs: number;
  readonly waitingFeedback: number;
  readonly videos: number;
  readonly videosWithToken: number;
  readonly index: 'memory' | 'lancedb';
  /** Of the model that embeds; undefined before there is one. */
  readonly spaceId: string | undefined;
  readonly dimension: number | undefined;
  readonly version: string;
}

const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const NANOSECONDS_PER_SECOND = 1e9;
/** How often the lag of the event loop is sampled. */
const LAG_RESOLUTION_MS = 20;

export function createServiceMetrics({ tracer }: { readonly tracer?: StageTracer } = {}): ServiceMetrics {
  const registry = new Registry();
  const requests = new Histogram({
    name: 'vidtoken_request_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['operation', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: [registry],
  });
  const stages = new Histogram({
    name: 'vidtoken_stage_seconds',
    help: 'Time of one stage of a request.',
    labelNames: ['stage', 'outcome'],
    buckets: REQUEST_BUCKETS,
    registers: [registry],
  });
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  addProcessGauges(registry, lag);
  return {
    time: async (stage, work) => {
      const end = stages.startTimer({ stage });
      try {
        const result = await (tracer === undefined ? work() : tracer.stage(stage, work));
        end({ outcome: 'done' });
        return result;
      } catch (error) {
        end({ outcome: 'failed' });
        throw error;
      }
    },
    answered: ({ operation, status, seconds }) =>
      requests.observe({ operation, status: `${Math.floor(status / 100)}xx` }, seconds),
    watch: (sources) => addServiceGauges(registry, sources),
    text: () => registry.metrics(),
    close: () => void lag.disable(),
  };
}

function addProcessGauges(registry: Registry, lag: IntervalHistogram): void {
  new Gauge({
    name: 'vidtoken_event_loop_lag_seconds',
    help: 'Lag of the event loop since the last reading.',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const percentile of [50, 99, 100]) {
        const nanoseconds = percentile === 100 ? lag.max : lag.percentile(percentile);
        // What is recorded is the time between two samples, which is the resolution when nothing is late.
        const late = lag.count === 0 ? 0 : nanoseconds / NANOSECONDS_PER_SECOND - LAG_RESOLUTION_MS / 1000;
        this.set({ quantile: String(percentile / 100) }, Math.max(0, late));
      }
      lag.reset();
    },
  });
  new Gauge({
    name: 'vidtoken_resident_memory_bytes',
    help: 'Memory of the process that is in RAM.',
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
}

function addServiceGauges(registry: Registry, { read, indexes }: FigureSources): void {
  const gauge = (name: string, options: { readonly help: string; readonly value: () => number }): void => {
    new Gauge({
      name: `vidtoken_${name}`,
      help: options.help,
      registers: [registry],
      collect() {
        this.set(options.value());
      },
    });
  };
  gauge('jobs_waiting', { help: 'Jobs in the queue.', value: () => read().waitingJobs });
  gauge('jobs_running', { help: 'Jobs that run.', value: () => read().runningJobs });
  gauge('feedback_waiting', {
    help: 'Events that are not in the table yet.',
    value: () => read().waitingFeedback,
  });
  gauge('library_videos', { help: 'Videos in the library.', value: () => read().videos });
  gauge('library_videos_with_token', { help: 'Those with a token.', value: () => read().videosWithToken });
  new Gauge({
    name: 'vidtoken_index_rows',
    help: 'Rows of the table of videos that an index covers, or does not cover yet: those are scanned.',
    labelNames: ['index', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      // Where the table cannot be read the other figures are needed most; the refresh of the library logs why.
      const statuses = await indexes().catch(() => []);
      for (const { name, indexedRows, unindexedRows } of statuses) {
        this.set({ index: name, state: 'indexed' }, indexedRows);
        this.set({ index: name, state: 'unindexed' }, unindexedRows);
      }
    },
  });
  new Gauge({
    name: 'vidtoken_info',
    help: 'Always 1; the labels say which model embeds and what answers searches.',
    labelNames: ['version', 'space', 'dimension', 'index'],
    registers: [registry],
    collect() {
      const { version, spaceId, dimension, index } = read();
      this.reset();
      this.set({ version, space: spaceId ?? '', dimension: dimension ?? 0, index }, 1);
    },
  });
}
