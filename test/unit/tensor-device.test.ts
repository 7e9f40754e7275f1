import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { Random } from '../../src/math/random.js';
import { selfAttention } from '../../src/tensor/attention.js';
import { causalMask, paddingMask } from '../../src/tensor/attention-mask.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { registerDeviceKernels } from '../../src/tensor/device/register-device-kernels.js';
import { embeddingLookup } from '../../src/tensor/embedding-lookup.js';
import { hasFused } from '../../src/tensor/fused-kernel.js';
import { type SparseMatrix, sparseProduct } from '../../src/tensor/sparse-product.js';
import { memory, type Tensor, tensor2d, tidy } from '../../src/tensor/tensor.js';
import { gradientErrors } from '../support/gradient-check.js';

const SHAPE = { batch: 2, length: 3, heads: 2 };
const WORDS = Int32Array.of(2, 0, 2, 3, 2);

async function valuesOn(backend: 'cpu' | 'wasm', compute: () => Tensor): Promise<number[]> {
  await selectBackend({ name: backend, logger: silentLogger });
  let values: number[] = [];
  tidy(() => {
    values = [...compute().dataSync()];
  });
  return values;
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(expected[index] as number, 5);
}

// The plain backend stands in for a device: the kernels are the same ones, its own kernels compute them.
beforeAll(async () => {
  await selectBackend({ name: 'cpu', logger: silentLogger });
  registerDeviceKernels('cpu');
});

afterAll(() => expect(memory().numTensors).toBe(0));

describe('operations that stay on the device', () => {
  it('give the attention of the loops on the host, under either mask', async () => {
    const random = new Random(3);
    const values = Float32Array.from({ length: 6 * 24 }, () => random.normal());
    const padding = () => paddingMask({ present: Uint8Array.of(1, 1, 0, 1, 1, 1), length: 3, heads: 2 });
    for (const mask of [() => causalMask(3), padding]) {
      const compute = () =>
        selfAttention({ projected: tensor2d(values, [6, 24]), shape: SHAPE, mask: mask() });
      expectClose(await valuesOn('cpu', compute), await valuesOn('wasm', compute));
    }
  });

  it('look up the very rows that the loops look up', async () => {
    const table = Float32Array.from({ length: 12 }, (_, index) => index + 0.5);
    const compute = () => embeddingLookup(tensor2d(table, [4, 3]), WORDS);
    expect(await valuesOn('cpu', compute)).toEqual(await valuesOn('wasm', compute));
  });

  it('multiply a sparse matrix with an empty row like the loops', async () => {
    const matrix: SparseMatrix = {
      rows: 3,
      columnCount: 2,
      rowStarts: Int32Array.of(0, 2, 2, 3),
      columns: Int32Array.of(0, 1, 1),
      values: Float32Array.of(2, -1, 0.5),
    };
    const compute = () =>
      sparseProduct({ matrix, transposed: matrix, dense: tensor2d(Float32Array.of(1, 2, 3, 4), [2, 2]) });
    // 2·[1, 2] − [3, 4], nothing, and half of [3, 4]
    expect(await valuesOn('cpu', compute)).toEqual([-1, 0, 0, 0, 1.5, 2]);
    expect(await valuesOn('wasm', compute)).toEqual([-1, 0, 0, 0, 1.5, 2]);
  });

  it('have gradients that agree with finite differences', async () => {
    await selectBackend({ name: 'cpu', logger: silentLogger });
    expect(hasFused('SelfAttentionGradient') && hasFused('ScatterAddRows')).toBe(true);
    const errors = {
      ...gradientErrors({ projected: [6, 12] }, (p) =>
        selfAttention({ projected: p.get('projected'), shape: SHAPE, mask: causalMask(3) }),
      ),
      ...gradientErrors({ table: [4, 3] }, (p) => embeddingLookup(p.get('table'), WORDS)),
    };
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(0.01);
  });
});
