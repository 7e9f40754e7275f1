import { type FileHandle, open } from 'node:fs/promises';
import type { VectorRow } from '../../src/core/store.js';
import { replaceFiles } from './replace-files.js';
import {
  type ExportSource,
  RowTally,
  type VectorKind,
  type VectorKinds,
  vectorOf,
  type Written,
} from './vector-kinds.js';

const PAGE_SIZE = 1024;
/** Room for the header of any shape; NumPy asks for a multiple of 64. */
const HEADER_BYTES = 128;
const MAGIC = '\x93NUMPY\x01\x00';

/**
 * `<out>.<kind>.npy`: float32 [rows, width], little endian, row i of every file is video i. A video without that
 * vector is a row of NaN. `<out>.ids.json` names the rows: `{ids, uris, missing}`.
 */
export async function writeNpy({
  pages,
  kinds,
  out,
}: ExportSource & { readonly out: string }): Promise<Written> {
  const paths = [...[...kinds.keys()].map((kind) => `${out}.${kind}.npy`), `${out}.ids.json`];
  const tally = new RowTally(kinds);
  await replaceFiles(paths, async (drafts) => {
    const files: FileHandle[] = [];
    try {
      for (const draft of drafts) files.push(await open(draft, 'w'));
      const ids: string[] = [];
      const uris: string[] = [];
      for (const file of files.slice(0, -1)) await file.writeFile(Buffer.alloc(HEADER_BYTES));
      for await (const page of pages(PAGE_SIZE)) {
        for (const row of page) {
          tally.add(row);
          ids.push(row.id);
          uris.push(row.uri);
        }
        await appendPage(files, page, kinds);
      }
      await finish(files, { kinds, rows: tally.rows });
      await files.at(-1)?.writeFile(`${JSON.stringify({ ids, uris, missing: tally.missing })}\n`);
    } finally {
      for (const file of files) await file.close();
    }
  });
  return { rows: tally.rows, missing: tally.missing, files: paths };
}

async function appendPage(files: readonly FileHandle[], page: readonly VectorRow[], kinds: VectorKinds) {
  for (const [index, [kind, width]] of [...kinds].entries()) {
    const block = matrix(page, { kind, width });
    await files[index]?.writeFile(new Uint8Array(block.buffer));
  }
}

/** [rows, width] */
function matrix(
  page: readonly VectorRow[],
  { kind, width }: { readonly kind: VectorKind; readonly width: number },
): Float32Array<ArrayBuffer> {
  const block = new Float32Array(page.length * width).fill(Number.NaN);
  for (const [index, row] of page.entries()) {
    const vector = vectorOf(row, kind);
    if (vector !== undefined) block.set(vector, index * width);
  }
  return block;
}

/** The number of rows is known at the end, so the headers are written last. */
async function finish(
  files: readonly FileHandle[],
  { kinds, rows }: { readonly kinds: VectorKinds; readonly rows: number },
): Promise<void> {
  for (const [index, width] of [...kinds.values()].entries()) {
    await files[index]?.write(npyHeader(rows, width), 0, HEADER_BYTES, 0);
  }
}

/** NPY format 1.0: magic, version, length of the description, the description padded with spaces. */
function npyHeader(rows: number, width: number): Buffer {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
  const header = Buffer.alloc(HEADER_BYTES, ' ');
  header.write(MAGIC, 0, 'latin1');
  header.writeUInt16LE(HEADER_BYTES - 10, MAGIC.length);
  header.write(description, MAGIC.length + 2, 'latin1');
  header.write('\n', HEADER_BYTES - 1, 'latin1');
  return header;
}
