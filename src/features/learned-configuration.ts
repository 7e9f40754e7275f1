import { BUILT_IN_CONFIGURATIONS } from '../inference/built-in-configurations.js';
import { type OnnxConfiguration, onnxConfigurationSchema } from '../inference/onnx-configuration.js';
import { type ModelConfiguration, modelConfigurationSchema } from './model-configuration.js';

/** An ONNX graph with everything about how it is fed, or a model folder of transformers.js, which says that itself. */
export type LearnedConfiguration = OnnxConfiguration | ModelConfiguration;

/** Models of the hub that the project offers under short ids. */
const BUILT_IN_MODELS: readonly ModelConfiguration[] = [
  { id: 'clip', kind: 'clip', version: 1, model: 'Xenova/clip-vit-base-patch32' },
  { id: 'image', kind: 'image', version: 1, model: 'Xenova/dinov2-small' },
  { id: 'clap', kind: 'clap', version: 1, model: 'Xenova/clap-htsat-unfused' },
  { id: 'text', kind: 'text', version: 1, model: 'Xenova/all-MiniLM-L6-v2' },
];

/** Learned extractors that need no configuration file, in the order in which they are told of. */
export const BUILT_IN_LEARNED: readonly LearnedConfiguration[] = [
  ...BUILT_IN_CONFIGURATIONS,
  ...BUILT_IN_MODELS,
];

/** True for a model folder of transformers.js. */
export function isModelConfiguration(
  configuration: LearnedConfiguration,
): configuration is ModelConfiguration {
  return 'kind' in configuration;
}

/**
 * The content of a `vidtoken-extractor.json`: with a `kind` it is about a model folder, else about an ONNX graph.
 * @throws the schema's ZodError
 */
export function parseLearnedConfiguration(written: unknown): LearnedConfiguration {
  const isModel = typeof written === 'object' && written !== null && 'kind' in written;
  return isModel ? modelConfigurationSchema.parse(written) : onnxConfigurationSchema.parse(written);
}
