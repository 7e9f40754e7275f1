import type { Logger } from '../core/runtime.js';
import type { FetchProgress } from '../inference/hub/fetch-model.js';
import type { HubConnection } from '../inference/hub/hub-connection.js';

/** What a reader of sound or pictures may need to come to life. */
export interface ReadingOptions {
  /** Absolute folder with one folder for each pretrained model; it need not exist. */
  readonly weightsFolder: string;
  /** Processor threads of one call. */
  readonly threads: number;
  /** True forbids every network access. */
  readonly offline: boolean;
  /** Where a missing model is downloaded from. */
  readonly hub: HubConnection;
  /** Called while a model is downloaded. */
  onDownload?(progress: FetchProgress): void;
  readonly logger: Logger;
}

/** Which transcriber, and how. */
export interface TranscriberOptions extends ReadingOptions {
  /** Hub id or folder. */
  readonly model?: string;
  /** English name or code of the language that is spoken; recognised when absent. */
  readonly language?: string;
}

/** Which text recogniser, and how. */
export interface TextRecogniserOptions extends ReadingOptions {
  /** Codes of the language data, joined by `+`. */
  readonly language?: string;
}
