import { findBackend, matMul, tensor, unsortedSegmentSum } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { memory, tensor1d, tensor2d, tidy } from '../../src/tensor/tensor.js';
import { expectNear, normals, valuesOn } from '../support/on-backend.js';

interface Stack {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

function stackOf(shape: readonly number[], seed: number): Stack {
  return {
    shape,
    values: normals(
      shape.reduce((before, length) => before * length, 1),
      seed,
    ),
  };
}

/** The product of two stacks of equal leading axes or of leading axes of length 1, number by number in float64. */
function productByHand(options: {
  readonly a: Stack;
  readonly b: Stack;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}): number[] {
  const { a, b, transposeA, transposeB } = options;
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const [rows, shared] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const columns = transposeB ? bRows : bColumns;
  const rank = Math.max(a.shape.length, b.shape.length) - 2;
  const padded = ({ shape }: Stack): number[] => [...new Array(rank + 2 - shape.length).fill(1), ...shape];
  const leading = padded(a)
    .slice(0, rank)
    .map((length, axis) => Math.max(length, padded(b)[axis] as number));
  const pages = leading.reduce((before, length) => before * length, 1);
  const pageOf = (stack: Stack, page: number): number => {
    let rest = page;
    let index = 0;
    let stride = 1;
    for (let axis = rank - 1; axis >= 0; axis -= 1) {
      const own = padded(stack)[axis] as number;
      const at = rest % (leading[axis] as number);
      rest = Math.floor(rest / (leading[axis] as number));
      index += (own === 1 ? 0 : at) * stride;
      stride *= own;
    }
    return index;
  };
  const result: number[] = [];
  for (let page = 0; page < pages; page += 1) {
    const left = a.values.subarray(pageOf(a, page) * aRows * aColumns);
    const right = b.values.subarray(pageOf(b, page) * bRows * bColumns);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        let sum = 0;
        for (let k = 0; k < shared; k += 1) {
          const x = left[transposeA ? k * aColumns + row : row * aColumns + k] as number;
          const y = right[transposeB ? column * bColumns + k : k * bColumns + column] as number;
          sum += x * y;
        }
        result.push(sum);
      }
    }
  }
  return result;
}

/** Size of the memory in which all tensors lie. */
function memoryBytes(): number {
  const { wasm } = findBackend('wasm') as unknown as { readonly wasm: { readonly HEAPU8: Uint8Array } };
  return wasm.HEAPU8.byteLength;
}

const flipped = (shape: readonly number[], flip: boolean): number[] =>
  flip ? [...shape.slice(0, -2), shape.at(-1) as number, shape.at(-2) as number] : [...shape];

describe.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('a matrix product with transpose flags %s and %s on the native backend', (transposeA, transposeB) => {
  it.each([
    { name: 'plain', a: [3, 5], b: [5, 7] },
    { name: 'of a single row and column', a: [1, 6], b: [6, 1] },
    { name: 'with a shared length of 1', a: [4, 1], b: [1, 3] },
    { name: 'of a stack', a: [4, 3, 5], b: [4, 5, 2] },
    { name: 'of a stack of stacks', a: [2, 3, 4, 5], b: [2, 3, 5, 6] },
    { name: 'with a stack on the left and one matrix on the right', a: [4, 3, 5], b: [5, 2] },
    { name: 'with one matrix on the left and a stack on the right', a: [3, 5], b: [4, 5, 2] },
    { name: 'with leading axes of length 1 on either side', a: [2, 1, 3, 4], b: [1, 5, 4, 3] },
    { name: 'larger than a cache', a: [130, 257], b: [257, 129] },
  ])('is exact $name', async ({ a, b }) => {
    const left = stackOf(flipped(a, transposeA), 1);
    const right = stackOf(flipped(b, transposeB), 2);
    const values = await valuesOn('native', () =>
      matMul(
        tensor(left.values, [...left.shape]),
        tensor(right.values, [...right.shape]),
        transposeA,
        transposeB,
      ),
    );
    expectNear(values, productByHand({ a: left, b: right, transposeA, transposeB }));
  });

  it('is empty or zero where a side is empty', async () => {
    const empty = (n: number, k: number, m: number) =>
      valuesOn('native', () =>
        matMul(
          tensor(new Float32Array(n * k), flipped([n, k], transposeA)),
          tensor(new Float32Array(k * m), flipped([k, m], transposeB)),
          transposeA,
          transposeB,
        ),
      );
    // Dirt in the memory that the result may be given.
    await valuesOn('native', () => tensor2d(normals(6), [2, 3]));
    expect([...(await empty(2, 0, 3))]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...(await empty(0, 2, 3))]).toEqual([]);
    expect([...(await empty(2, 3, 0))]).toEqual([]);
  });
});

describe('products on the native backend', () => {
  it('survive a memory that grows between and within them', async () => {
    const rows = 1200;
    // Not one tensor is freed before the end: the memory has to be enlarged on the way, which moves all views.
    const values = await valuesOn('native', () => {
      const mean = tensor2d(new Float32Array(rows * rows).fill(1 / rows), [rows, rows]);
      const before = memoryBytes();
      let product = tensor2d(new Float32Array(rows * rows).fill(2), [rows, rows]);
      while (memoryBytes() === before) product = matMul(product, mean);
      return matMul(product, mean);
    });
    expect(values.length).toBe(rows * rows);
    expect(Math.min(...[0, 1, 2].map((part) => values.at(part * 600_000) as number))).toBeCloseTo(2, 3);
    expect(values.at(-1)).toBeCloseTo(2, 3);
  });

  it('refuse whole numbers, whose bits would be read as float32', async () => {
    await valuesOn('native', () => tensor1d([0]));
    const before = memory().numTensors;
    expect(() =>
      tidy(() => matMul(tensor2d([1, 2], [1, 2], 'int32'), tensor2d([1, 2], [2, 1], 'int32'))),
    ).toThrow('int32');
    expect(memory().numTensors).toBe(before);
  });
});

describe('sums of segments on the native backend', () => {
  it('add the rows of each segment, leave an unnamed one 0 and drop a negative one', async () => {
    const values = await valuesOn('native', () =>
      unsortedSegmentSum(tensor([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]), tensor1d([2, 0, 2, -1], 'int32'), 4),
    );
    expect([...values]).toEqual([3, 4, 0, 0, 6, 8, 0, 0]);
  });

  it('take rows of any rank', async () => {
    const compute = () => unsortedSegmentSum(tensor(normals(24), [3, 2, 4]), tensor1d([1, 0, 1], 'int32'), 2);
    expectNear(await valuesOn('native', compute), await valuesOn('cpu', compute));
  });
});
