import type { FoundModel } from '../hub/find-model.js';
import type { WantedModel } from '../hub/require-model.js';

/** A model folder and how to load it. */
export interface LocalModel {
  readonly found: FoundModel;
  /** As it was asked for; `dtype` is the number format of the weights. */
  readonly wanted: WantedModel;
  /** Processor threads of one call. */
  readonly threads: number;
  /** `cpu`, `cuda`, `webgpu` … Default `cpu`. */
  readonly device?: string;
}
