import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNpy } from '../../src/dataset/readers/npy.js';
import { collect } from '../support/dataset-folder.js';
import { npyBytes, npyOfRows } from '../support/npy-bytes.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();

async function fileOf(bytes: Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), 'image_feat.npy');
  await writeFile(file, bytes);
  return file;
}

async function read(bytes: Uint8Array, rowsPerChunk = 100): Promise<number[][]> {
  const npy = await openNpy(await fileOf(bytes));
  try {
    const chunks = await collect(npy.rows({ rowsPerChunk, signal }));
    return chunks.map(({ values }) => [...values]);
  } finally {
    await npy.close();
  }
}

/** A float16 matrix of one row from its bit patterns. */
function halves(...bits: readonly number[]): Buffer {
  const body = Buffer.alloc(2 * bits.length);
  for (const [index, value] of bits.entries()) body.writeUInt16LE(value, 2 * index);
  return npyBytes({ descr: "'<f2'", shape: `(1, ${bits.length})`, body });
}

describe('an npy file', () => {
  it.each([1, 2, 3] as const)('of format %i is read row by row in chunks', async (version) => {
    const body = new Uint8Array(Float32Array.from([1, 2, 3, 4, 5, 6]).buffer);
    const bytes = npyBytes({ version, shape: '(3, 2)', body });
    expect(await read(bytes, 2)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(await read(npyBytes({ version, shape: '(6, 1)', body }), 6)).toEqual([[1, 2, 3, 4, 5, 6]]);
  });

  it('of float16 gives the exact float32 of every kind of number', async () => {
    // IEEE 754-2019, table 3.5: one, two thirds of the range, the largest, the smallest normal and subnormal ones.
    const [values] = await read(halves(0x3c00, 0x3555, 0x7bff, 0x0400, 0x03ff, 0x0001, 0x8000, 0xc500));
    expect(values).toEqual([1, 0.333251953125, 65504, 2 ** -14, 1023 * 2 ** -24, 2 ** -24, -0, -5]);
    expect((await read(halves(0x7c00, 0xfc00, 0x7e01)))[0]).toEqual([Infinity, -Infinity, NaN]);
  });

  it('may have no rows', async () => {
    expect(await read(npyBytes({ shape: '(0, 4)', body: new Uint8Array() }))).toEqual([]);
  });

  const body = new Uint8Array(24);
  it.each([
    ['in Fortran order', npyBytes({ fortranOrder: 'True', shape: '(3, 2)', body }), /Fortran order/],
    ['of float64', npyBytes({ descr: "'<f8'", shape: '(3, 1)', body }), /'<f8'.*float32.*float16/],
    ['of big-endian numbers', npyBytes({ descr: "'>f4'", shape: '(3, 2)', body }), /'>f4'/],
    ['of objects', npyBytes({ descr: "'|O'", shape: '(3, 2)', body }), /'\|O'/],
    ['of records', npyBytes({ descr: "[('a', '<f4')]", shape: '(3, 2)', body }), /plain array/],
    ['with one dimension', npyBytes({ shape: '(6,)', body }), /shape is \(6,\)/],
    ['with three dimensions', npyBytes({ shape: '(3, 2, 1)', body }), /shape is \(3, 2, 1\)/],
    ['with columns of no width', npyBytes({ shape: '(3, 0)', body }), /shape/],
    ['with code in its header', npyBytes({ shape: '(__import__("os"), 2)', body }), /plain array/],
    [
      'cut off',
      npyOfRows([[1, 2]]).subarray(0, -1),
      /1 × 2 numbers, 136 bytes in all, but the file has 135: it was cut off/,
    ],
    [
      'with bytes to spare',
      Buffer.concat([npyOfRows([[1, 2]]), Buffer.of(0)]),
      /136 bytes in all, but the file has 137/,
    ],
    ['cut off in its header', npyOfRows([[1]]).subarray(0, 40), /ends within its header/],
    ['of a few bytes', Buffer.from('\x93NUM', 'latin1'), /does not begin as an NPY file/],
    [
      'that is something else',
      Buffer.from('PK\x03\x04 a zip archive of some sort'),
      /does not begin as an NPY file/,
    ],
    ['of a later format', Buffer.from('\x93NUMPY\x04\x00\x10\x00\x00\x00{}', 'latin1'), /format 4/],
  ])('%s is refused with the reason', async (_what, bytes, reason) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringMatching(reason),
      hint: expect.stringContaining('numpy.save'),
    });
  });

  it('that claims ten gigabytes is refused without being given room', async () => {
    const before = process.memoryUsage().rss;
    const claims = npyBytes({ shape: '(2684354560, 1)', body: new Uint8Array(8) });
    await expect(read(claims)).rejects.toThrow(/2684354560 × 1 numbers, 10737418368 bytes in all/);
    const absurd = npyBytes({ shape: '(9007199254740993, 9007199254740993)', body: new Uint8Array(8) });
    await expect(read(absurd)).rejects.toThrow(/shape/);
    const header = Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff{', 'latin1');
    await expect(read(header)).rejects.toThrow(/header claims to be 4294967295 bytes/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('that is not there is refused by its name', async () => {
    await expect(openNpy('/nowhere/image_feat.npy')).rejects.toMatchObject({
      code: 'invalid-value',
      message: expect.stringContaining('image_feat.npy'),
    });
  });
});
