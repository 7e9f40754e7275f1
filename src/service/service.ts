import type { PipelineContext } from '../../pipelines/context.js';
import type { Encoder } from './encoder/encoder.js';
import type { Feedback } from './feedback/feedback.js';
import type { JobQueue } from './jobs/job-queue.js';
import type { VideoLibrary } from './library/video-library.js';
import type { VideoMaps } from './maps/video-maps.js';
import type { ServiceMetrics } from './platform/metrics.js';
import type { ServiceSettings } from './settings.js';

/** What the routes work with; made by `createService`, closed by whoever made it. */
export interface Service {
  /** Its `signal` aborts when the service shuts down. */
  readonly context: PipelineContext;
  readonly settings: ServiceSettings;
  readonly library: VideoLibrary;
  readonly encoder: Encoder;
  readonly jobs: JobQueue;
  readonly feedback: Feedback;
  readonly maps: VideoMaps;
  readonly metrics: ServiceMetrics;
}
