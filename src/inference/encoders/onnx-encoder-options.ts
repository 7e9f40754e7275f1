import type { OnnxConfiguration } from '../onnx-configuration.js';

/** A model file and how to feed it. */
export interface OnnxEncoderOptions<Input extends OnnxConfiguration['input']> {
  /** Absolute path of the model file. */
  readonly path: string;
  readonly configuration: OnnxConfiguration;
  /** `configuration.input`. */
  readonly input: Input;
  /** Processor threads of one call. */
  readonly threads: number;
}
