import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/runtime.js';
import { selectBackend } from '../../src/tensor/backend.js';
import { hostProduct, hostRows } from '../../src/tensor/host-product.js';

const left = { values: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 3, columns: 2 };
const right = { values: Float32Array.of(1, 0, 2, -1, 1, 3), rows: 2, columns: 3 };
const rightTransposed = { values: Float32Array.of(1, -1, 0, 1, 2, 3), rows: 3, columns: 2 };
const PRODUCT = [-1, 2, 8, -1, 4, 18, -1, 6, 28];

describe.each(['native', 'cpu'] as const)('hostProduct on %s', (name) => {
  it('multiplies as it is done by hand, with the right side as it is or transposed', async () => {
    await selectBackend({ name, logger: silentLogger });
    const result = { values: new Float32Array(9).fill(7), rows: 3, columns: 3 };
    hostProduct({ left, right, result });
    expect([...result.values]).toEqual(PRODUCT);
    result.values.fill(7);
    hostProduct({ left, right: rightTransposed, transposeRight: true, result });
    expect([...result.values]).toEqual(PRODUCT);
  });

  it('adds to what is there when asked to', async () => {
    await selectBackend({ name, logger: silentLogger });
    const result = { values: new Float32Array(9).fill(1), rows: 3, columns: 3 };
    hostProduct({ left, right, accumulate: true, result });
    hostProduct({ left, right: rightTransposed, transposeRight: true, accumulate: true, result });
    expect([...result.values]).toEqual(PRODUCT.map((value) => 2 * value + 1));
  });

  it('reads and writes rows of larger matrices in place', async () => {
    await selectBackend({ name, logger: silentLogger });
    const result = { values: new Float32Array(12), rows: 4, columns: 3 };
    hostProduct({ left: hostRows(left, 1, 3), right, result: hostRows(result, 1, 3) });
    expect([...result.values]).toEqual([0, 0, 0, ...PRODUCT.slice(3), 0, 0, 0]);
    hostProduct({ left: hostRows(left, 0, 0), right, result: hostRows(result, 0, 0) });
    expect(result.values[3]).toBe(-1);
  });
});
