import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { EMPTY_SEQUENCE, type OnnxGraph, onnxModel } from '../../src/tensor/native/onnx-graph.js';
import { loadOnnxRuntime, type Operand } from '../../src/tensor/native/onnx-runtime.js';
import { normals } from '../support/on-backend.js';

/** Computes a graph of one output through the public API of ONNX Runtime. */
async function computedByPublicApi(
  graph: OnnxGraph,
  operands: Readonly<Record<string, Operand>>,
): Promise<{ readonly values: number[]; readonly shape: readonly number[] }> {
  const session = await InferenceSession.create(onnxModel(graph));
  const feeds = Object.fromEntries(
    Object.entries(operands).map(([name, { values, shape }]) => [name, new Tensor('float32', values, shape)]),
  );
  const [name] = graph.outputs as [string];
  const result = (await session.run(feeds, [name]))[name] as Tensor;
  await session.release();
  return { values: [...(result.data as Float32Array)], shape: result.dims };
}

const matrix = (values: readonly number[], shape: readonly number[]): Operand => ({
  values: Float32Array.from(values),
  shape,
});

const LONG = `a name ${'of many bytes '.repeat(40)}`;

/** Graph, operands and the result worked out by hand. */
const CASES: Readonly<Record<string, readonly [OnnxGraph, Record<string, Operand>, Operand]>> = {
  'a whole-number attribute': [
    {
      nodes: [{ operator: 'Gemm', inputs: ['x', 'y'], outputs: ['z'], attributes: { transA: 1, transB: 0 } }],
      inputs: ['x', 'y'],
      outputs: ['z'],
    },
    { x: matrix([1, 2, 3, 4], [2, 2]), y: matrix([1, 0, 0, 1], [2, 2]) },
    matrix([1, 3, 2, 4], [2, 2]),
  ],
  'a negative attribute': [
    {
      nodes: [{ operator: 'Softmax', inputs: ['x'], outputs: ['z'], attributes: { axis: -2 } }],
      inputs: ['x'],
      outputs: ['z'],
    },
    { x: matrix([0, Math.log(3), 0, 0], [2, 2]) },
    matrix([0.5, 0.75, 0.5, 0.25], [2, 2]),
  ],
  'a list with negative numbers': [
    {
      nodes: [{ operator: 'ReduceMean', inputs: ['x'], outputs: ['z'], attributes: { axes: [-1, -2] } }],
      inputs: ['x'],
      outputs: ['z'],
    },
    { x: matrix([1, 2, 3, 6], [2, 2]) },
    matrix([3], [1, 1]),
  ],
  'a list of whole numbers': [
    {
      nodes: [{ operator: 'Transpose', inputs: ['x'], outputs: ['z'], attributes: { perm: [2, 0, 1] } }],
      inputs: ['x'],
      outputs: ['z'],
    },
    { x: matrix([1, 2, 3, 4, 5, 6], [1, 3, 2]) },
    matrix([1, 3, 5, 2, 4, 6], [2, 1, 3]),
  ],
  'a fraction, and an operator outside of the standard': [
    {
      nodes: [
        {
          operator: 'FusedMatMul',
          domain: 'com.microsoft',
          inputs: ['x', 'y'],
          outputs: ['z'],
          attributes: { alpha: { float: -0.5 }, transB: 1 },
        },
      ],
      inputs: ['x', 'y'],
      outputs: ['z'],
    },
    { x: matrix([1, 2], [1, 2]), y: matrix([3, 4], [1, 2]) },
    matrix([-5.5], [1, 1]),
  ],
  'two nodes and long names in any alphabet': [
    {
      nodes: [
        { operator: 'Neg', inputs: [LONG], outputs: ['мінус'] },
        { operator: 'Exp', inputs: ['мінус'], outputs: [`${LONG} out`] },
      ],
      inputs: [LONG],
      outputs: [`${LONG} out`],
    },
    { [LONG]: matrix([0, Math.log(2)], [2]) },
    matrix([1, 0.5], [2]),
  ],
};

describe('the bytes of a model', () => {
  describe.each(Object.entries(CASES))('with %s', (_, [graph, operands, expected]) => {
    it('are read by the public API of ONNX Runtime and compute what they say', async () => {
      const { values, shape } = await computedByPublicApi(graph, operands);
      expect(shape).toEqual(expected.shape);
      for (const [at, value] of expected.values.entries()) expect(values[at]).toBeCloseTo(value, 6);
    });

    it('compute the same in the synchronous call', () => {
      const session = loadOnnxRuntime().createSession(onnxModel(graph));
      const result = new Float32Array(expected.values.length);
      session.run(operands, { [graph.outputs[0] as string]: { values: result, shape: expected.shape } });
      for (const [at, value] of expected.values.entries()) expect(result[at]).toBeCloseTo(value, 6);
    });
  });

  it('name the inputs and outputs, the empty sequence first', async () => {
    const session = await InferenceSession.create(
      onnxModel(CASES['a whole-number attribute']?.[0] as OnnxGraph),
    );
    expect(session.inputNames).toEqual(['x', 'y']);
    expect(session.outputNames).toEqual([EMPTY_SEQUENCE, 'z']);
    await session.release();
  });

  it('leave the sizes open: one session computes any shape that fits', () => {
    const [graph] = CASES['a whole-number attribute'] as (typeof CASES)[string];
    const session = loadOnnxRuntime().createSession(onnxModel(graph));
    for (const [n, k, m] of [
      [1, 1, 1],
      [2, 3, 4],
      [50, 2, 3],
    ] as const) {
      const [x, y] = [normals(k * n, 1), normals(k * m, 2)];
      const z = new Float32Array(n * m);
      session.run(
        { x: { values: x, shape: [k, n] }, y: { values: y, shape: [k, m] } },
        { z: { values: z, shape: [n, m] } },
      );
      for (let row = 0; row < n; row += 1) {
        for (let column = 0; column < m; column += 1) {
          let sum = 0;
          for (let at = 0; at < k; at += 1)
            sum += (x[at * n + row] as number) * (y[at * m + column] as number);
          expect(z[row * m + column]).toBeCloseTo(sum, 4);
        }
      }
    }
  });
});
