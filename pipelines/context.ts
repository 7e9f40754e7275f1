import type { Clock, Logger, Progress, Sleep } from '../src/core/runtime.js';
import type { EndpointSettings } from '../src/describe/describer-options.js';
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
  /** Absolute folder with one folder for each pretrained model; it need not exist. */
  readonly weightsFolder: string;
  /** No model is downloaded. */
  readonly offline: boolean;
  /** Where the `openai` describer asks. Holds a key: never log or store it. */
  readonly endpoint: EndpointSettings;
  /** Where pretrained models are downloaded from, and a token for gated ones. */
  readonly hub: { readonly endpoint?: string; readonly token?: string };
  readonly tools: MediaTools;
  /** Videos that are decoded at the same time. */
  readonly concurrency: number;
  /** Threads of each ffmpeg process. */
  readonly threadsPerVideo: number;
  readonly codeVersion: string;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly logger: Logger;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}
