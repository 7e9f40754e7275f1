import type { HostMatrix } from '../../src/tensor/host-product.js';

/** Rows that repeat an earlier one, with the first row that they equal bit for bit. */
export function firstEqualRows({ values, rows, columns }: HostMatrix): [copy: number, original: number][] {
  const firsts = new Map<string, number>();
  const equal: [number, number][] = [];
  for (let row = 0; row < rows; row += 1) {
    const bytes = Buffer.from(values.buffer, values.byteOffset + row * columns * 4, columns * 4);
    const key = bytes.toString('latin1');
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, row);
    else equal.push([row, first]);
  }
  return equal;
}
