import type { Describer } from '../../src/core/description.js';
import type { VideoTokenModel } from '../../src/core/embedding.js';
import type { FeatureExtractor } from '../../src/core/features.js';
import type { VideoStore } from '../../src/core/store.js';
import type { PipelineContext } from '../context.js';
import type { Readings } from './readings.js';
import type { RunJournal } from './run-journal.js';
import type { StageClock } from './stage-clock.js';

/** What a running ingest holds; `embed` and `describe` both read videos through one. */
export interface IngestSession {
  readonly context: PipelineContext;
  /** Folders, files and `.jsonl` manifests. */
  readonly paths: readonly string[];
  /** Read files again that failed for good in an earlier run. */
  readonly retryFailed: boolean;
  readonly store: VideoStore;
  readonly extractors: readonly FeatureExtractor[];
  /** Asked while a video is read: the leading describers that need no more than facts. */
  readonly factsDescribers: readonly Describer[];
  readonly readings: Readings;
  readonly journal: RunJournal;
  readonly stages: StageClock;
  /** With a model at hand new rows are written with their token; without one they wait. */
  readonly model?: VideoTokenModel;
}
