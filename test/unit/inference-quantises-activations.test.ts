import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { quantisesActivations } from '../../src/inference/quantises-activations.js';
import { onnxGraphBuilder } from '../support/onnx-graph-builder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Larger than what is read at once, so that a node lies behind the first piece. */
const FILLING = 40_000;

async function graphWith(nodes: readonly string[]): Promise<string> {
  const graph = onnxGraphBuilder();
  let value = graph.input({ name: 'QuantizeLinear_input', type: 'float', shape: ['batch', 4] });
  value = graph.node('Add', [value, graph.weights([FILLING], new Float32Array(FILLING))]);
  for (const operation of nodes) value = graph.node(operation, [value]);
  const path = join(await temporaryFolder(), 'model.onnx');
  await writeFile(path, graph.build());
  return path;
}

it.each([
  [['Relu'], false],
  [['DequantizeLinear'], false],
  [['DequantizeLinear', 'QuantizeLinear', 'DequantizeLinear'], true],
])('a graph of %j rounds as it runs: %s', async (nodes, expected) => {
  expect(await quantisesActivations(await graphWith(nodes))).toBe(expected);
});
