import type { OnnxConfiguration } from './onnx-configuration.js';

/**
 * MobileNetV2 (Sandler et al. 2018), ImageNet classifier, as a transformers.js model folder; the numbers are those
 * of its `preprocessor_config.json`. Token: the 1,280 globally averaged activations before the classifier.
 */
const MOBILENET_V2: OnnxConfiguration = {
  id: 'mobilenet_v2',
  version: 1,
  modality: 'visual',
  file: 'onnx/model.onnx',
  input: {
    kind: 'image',
    name: 'pixel_values',
    resize: { shortestEdge: 256 },
    crop: { width: 224, height: 224 },
    rescale: 1 / 255,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    layout: 'nchw',
  },
  output: { name: 'pooler_output', width: 1280 },
  batchSize: 4,
};

/**
 * YAMNet (Plakal and Ellis 2020, AudioSet; front end of Hershey et al. 2017): 0.96 s patches every 0.48 s. Token: the
 * 1,024 globally averaged activations before the classifier. The graph takes one patch a call.
 */
const YAMNET: OnnxConfiguration = {
  id: 'yamnet',
  version: 1,
  modality: 'audio',
  file: 'yamnet.onnx',
  input: {
    kind: 'log-mel',
    name: 'input',
    sampleRateHz: 16_000,
    windowSeconds: 0.025,
    hopSeconds: 0.01,
    bands: 64,
    lowestHz: 125,
    highestHz: 7500,
    patchFrames: 96,
    patchHopFrames: 48,
    layout: 'nfb',
  },
  output: { name: 'embedding', width: 1024 },
  batchSize: 1,
};

/** Learned extractors that the project knows how to feed; their weights are not part of it. */
export const BUILT_IN_CONFIGURATIONS: readonly OnnxConfiguration[] = [MOBILENET_V2, YAMNET];
