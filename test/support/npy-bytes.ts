interface NpyOptions {
  /** As the header shall say it; default `'<f4'`. */
  readonly descr?: string;
  readonly fortranOrder?: string;
  readonly shape: string;
  /** Version of the format: 1 has two bytes of length, 2 and 3 have four. */
  readonly version?: 1 | 2 | 3;
  /** Everything after the header. */
  readonly body: Uint8Array;
}

/** An NPY file spelled out by the format's specification, with whatever a header may claim. */
export function npyBytes({
  descr = "'<f4'",
  fortranOrder = 'False',
  shape,
  version = 1,
  body,
}: NpyOptions): Buffer {
  const text = `{'descr': ${descr}, 'fortran_order': ${fortranOrder}, 'shape': ${shape}, }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const start = 8 + lengthBytes;
  const padded = text.padEnd(Math.ceil((start + text.length + 1) / 64) * 64 - start - 1);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntLE(padded.length + 1, 0, lengthBytes);
  const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  return Buffer.concat([prefix, length, Buffer.from(`${padded}\n`, 'latin1'), body]);
}

/** A float32 matrix as an NPY file. */
export function npyOfRows(rows: readonly (readonly number[])[]): Buffer {
  const body = new Uint8Array(Float32Array.from(rows.flat()).buffer);
  return npyBytes({ shape: `(${rows.length}, ${rows[0]?.length ?? 1})`, body });
}
