import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OnnxConfiguration } from '../../src/features/onnx/onnx-configuration.js';

const FLOAT = 1;

/**
 * An ONNX model of one operation that takes [n, …] float32 `x` and gives float32 `y`, as the bytes of its protobuf
 * (`onnx.proto`, written by hand: tag = field · 8 + wire type).
 */
export function tinyOnnxModel(options: {
  readonly operation: 'GlobalAveragePool' | 'Sqrt' | 'Identity';
  /** Sizes after the batch. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
}): Uint8Array {
  const node = message([text(1, 'x'), text(2, 'y'), text(4, options.operation)]);
  const graph = message([
    bytes(1, node),
    text(2, 'tiny'),
    bytes(11, valueInfo('x', options.inputShape)),
    bytes(12, valueInfo('y', options.outputShape)),
  ]);
  const operatorSet = message([text(1, ''), varint(2, 13)]);
  return message([varint(1, 8), bytes(7, graph), bytes(8, operatorSet)]);
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

function valueInfo(name: string, shape: readonly number[]): Uint8Array {
  const sizes = [message([text(2, 'batch')]), ...shape.map((size) => message([varint(1, size)]))];
  const tensor = message([varint(1, FLOAT), bytes(2, message(sizes.map((size) => bytes(1, size))))]);
  return message([text(1, name), bytes(2, message([bytes(1, tensor)]))]);
}

function message(fields: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(fields));
}

function varint(field: number, value: number): Uint8Array {
  return Uint8Array.from([field << 3, ...varintBytes(value)]);
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return Uint8Array.from([(field << 3) | 2, ...varintBytes(value.length), ...value]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function varintBytes(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varintBytes(value >>> 7)];
}
