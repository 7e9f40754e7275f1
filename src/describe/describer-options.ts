import type { Frame } from '../core/media.js';
import type { Logger } from '../core/runtime.js';

/** What a person may choose about a describer; each describer reads what concerns it. */
export interface DescriberSettings {
  /** Name of the model: of the endpoint for `openai`, a hub id or folder for `transformers`. */
  readonly model?: string;
  /** Pictures shown to the model. Default 8. */
  readonly frameCount?: number;
  /** Longest side of a picture in pixels. Default 512. */
  readonly frameMaxSidePixels?: number;
  /** All pictures on one sheet instead of one by one: fewer image tokens. Default false. */
  readonly contactSheet?: boolean;
  /** Upper limit of an answer in tokens. Default: as the prompt file says. */
  readonly maxOutputTokens?: number;
  /** 0…2. Default 0.2. */
  readonly temperature?: number;
  /** Language that the description is wanted in, as an English name. Default `English`. */
  readonly language?: string;
  /** Time limit of one call in milliseconds. Default 120000. */
  readonly callTimeoutMs?: number;
  /** Calls at the same time. Default 8 for `openai`, 1 for local models. */
  readonly concurrency?: number;
  /** Weights of a local model: `fp32`, `fp16`, `q8`, `q4` … Default: as the model's folder offers, smallest loss first. */
  readonly dtype?: string;
  /** Where a local model runs: `cpu`, `cuda`, `webgpu` … Default `cpu`. */
  readonly device?: string;
  /** Task of a local model: `image-text-to-text` or `image-to-text`. Default: by the architecture in its config.json. */
  readonly task?: string;
  /** Labels below this confidence are not stated by `tags`, 0…1. */
  readonly confidenceFloor?: number;
}

/** What a describer may need to come to life. */
export interface DescriberOptions {
  /** Folder of the prompt files, `prompts` of this package. */
  readonly promptsFolder: string;
  /** Absolute folder with one folder for each pretrained model; it need not exist. */
  readonly weightsFolder: string;
  /** Processor threads of one call of a local model. */
  readonly threads: number;
  /** True forbids every network access of local models. */
  readonly offline: boolean;
  readonly settings: DescriberSettings;
  readonly endpoint: EndpointSettings;
  /** Where a missing local model is downloaded from. Default: the public hub. Its token is never logged or stored. */
  readonly hub?: { readonly endpoint?: string; readonly token?: string };
  /** JPEG bytes of a picture that fits into a square of `maxSidePixels`. */
  encodeJpeg(picture: Frame, options: { readonly maxSidePixels: number }): Promise<Uint8Array>;
  /** Called while a model is downloaded. */
  onDownload?(facts: DownloadFacts): void;
  readonly logger: Logger;
}

export interface EndpointSettings {
  /** `OPENAI_BASE_URL`; the maker's own when absent. */
  readonly baseUrl?: string;
  /** `OPENAI_API_KEY`. Never logged, stored or reported. */
  readonly apiKey?: string;
}

export interface DownloadFacts {
  readonly model: string;
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes?: number;
}
