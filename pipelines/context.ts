import type { Clock, Logger, Progress } from '../src/core/runtime.js';
import type { MediaTools } from '../src/media/media-tools.js';

/** What every pipeline gets from its caller: where things lie, and the outside world as arguments. */
export interface PipelineContext {
  /** Absolute folder of the store. */
  readonly dataFolder: string;
  /** Absolute folder in which trained models are looked up, first; then `trainedModelsFolder`. */
  readonly modelsFolder: string;
  /** Absolute folder into which new models are written: `<dataFolder>/models`. */
  readonly trainedModelsFolder: string;
  /** Absolute folder with `describe/…` prompt and template files. */
  readonly promptsFolder: string;
  /** Absolute folder with the weights of learned extractors, one folder each; it need not exist. */
  readonly weightsFolder: string;
  readonly tools: MediaTools;
  /** Videos that are decoded at the same time. */
  readonly concurrency: number;
  /** Threads of each ffmpeg process. */
  readonly threadsPerVideo: number;
  readonly codeVersion: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}
