import { expect } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { BackendRung } from '../../src/tensor/backend-names.js';
import { reshape } from '../../src/tensor/differentiable.js';
import { lossAndGradients } from '../../src/tensor/gradients.js';
import { type ParameterSpec, Parameters } from '../../src/tensor/parameters.js';
import { product } from '../../src/tensor/product.js';
import { readValues } from '../../src/tensor/read-values.js';
import { dispose, type Scalar, type Tensor, type Tensor2D, tensor2d } from '../../src/tensor/tensor.js';

/** An operation on named inputs of given shapes. */
export interface OperationCase {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly operation: (inputs: Parameters) => Tensor;
  /** Spread of the random inputs; 1 when absent. */
  readonly spread?: number;
}

export function normals(count: number, seed = 3): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** Values of a tensor computed on one backend. */
export async function valuesOn(backend: BackendRung, compute: () => Tensor): Promise<Float32Array> {
  await selectBackend({ name: backend, logger: silentLogger });
  return readValues(compute);
}

/**
 * Value of an operation on the same random inputs on any backend, and the gradients of a random projection of it,
 * by the names of the inputs. The value stands under `value`.
 */
export async function computedOn(
  backend: BackendRung,
  { shapes, operation, spread = 1 }: OperationCase,
): Promise<Map<string, Float32Array>> {
  await selectBackend({ name: backend, logger: silentLogger });
  const inputs = new Parameters(
    new Map(
      Object.entries(shapes).map(([name, shape], index): [string, ParameterSpec] => {
        const count = shape.reduce((before, length) => before * length, 1);
        const initial = normals(count, 20 + index).map((value) => value * spread);
        return [name, { shape, initial, decays: true }];
      }),
    ),
  );
  const value = readValues(() => operation(inputs));
  const projection = normals(value.length, 5);
  const { gradients } = lossAndGradients(inputs, () => {
    const row = reshape<Tensor2D>(operation(inputs), [1, value.length]);
    return reshape<Scalar>(product(row, tensor2d(projection, [value.length, 1])), []);
  });
  const computed = new Map([['value', value]]);
  for (const [name, gradient] of gradients) computed.set(name, gradient.dataSync<'float32'>().slice());
  dispose([...gradients.values()]);
  inputs.dispose();
  return computed;
}

/** Every number within `tolerance` of the largest of the expected ones (or of 1, if that is larger). */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { tolerance = 1e-5, what = 'values' }: { readonly tolerance?: number; readonly what?: string } = {},
): void {
  expect(actual.length, what).toBe(expected.length);
  let scale = 1;
  let difference = 0;
  for (let index = 0; index < expected.length; index += 1) {
    scale = Math.max(scale, Math.abs(expected[index] as number));
    difference = Math.max(difference, Math.abs((actual[index] as number) - (expected[index] as number)));
  }
  expect(difference / scale, what).toBeLessThan(tolerance);
}

/** An operation gives on `native` what it gives on the plain backend, in its value and in every gradient. */
export async function expectSameOnNative(given: OperationCase, tolerance = 1e-5): Promise<void> {
  const plain = await computedOn('cpu', given);
  const native = await computedOn('native', given);
  expect([...native.keys()]).toEqual([...plain.keys()]);
  for (const [what, expected] of plain) expectNear(native.get(what) ?? [], expected, { tolerance, what });
}
