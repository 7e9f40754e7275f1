import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OnnxConfiguration } from '../../src/inference/onnx-configuration.js';
import { onnxGraphBuilder } from './onnx-graph-builder.js';

/** An ONNX model of one operation that takes [n, …] float32 `x` and gives float32 `y`. */
export function tinyOnnxModel(options: {
  readonly operation: 'GlobalAveragePool' | 'Sqrt' | 'Identity';
  /** Sizes after the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
}): Uint8Array {
  const graph = onnxGraphBuilder();
  const input = graph.input({ name: 'x', type: 'float', shape: ['batch', ...options.inputShape] });
  graph.node(options.operation, [input], { as: 'y' });
  graph.output({ name: 'y', type: 'float', shape: ['batch', ...options.outputShape] });
  return graph.build();
}

/** A model of the mean colour: [n, 3, 4, 4] → [n, 3, 1, 1]; bytes become 0…1. */
export const MEAN_COLOUR = {
  id: 'mean-colour',
  version: 1,
  modality: 'visual',
  file: 'model.onnx',
  input: {
    kind: 'image',
    name: 'x',
    resize: { width: 4, height: 4 },
    crop: { width: 4, height: 4 },
    rescale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    layout: 'nchw',
  },
  output: { name: 'y', width: 3 },
  batchSize: 3,
} satisfies OnnxConfiguration;

export const MEAN_COLOUR_MODEL = tinyOnnxModel({
  operation: 'GlobalAveragePool',
  inputShape: [3, 4, 4],
  outputShape: [3, 1, 1],
});

/** Lays `<weightsFolder>/<id>/` out as a person would. */
export async function writeExtractorFolder(
  weightsFolder: string,
  {
    configuration,
    model,
  }: {
    readonly configuration: { readonly id: string; readonly [name: string]: unknown };
    readonly model?: Uint8Array;
  },
): Promise<void> {
  const folder = join(weightsFolder, configuration.id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'vidtoken-extractor.json'), JSON.stringify(configuration, null, 2));
  if (model === undefined) return;
  await mkdir(dirname(join(folder, 'model.onnx')), { recursive: true });
  await writeFile(join(folder, 'model.onnx'), model);
}
