import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportLine } from '../../src/core/reports/export-report.js';
import type { VectorRow } from '../../src/core/store.js';
import { replaceFiles } from './replace-files.js';
import { type ExportSource, RowTally, type VectorKinds, vectorOf, type Written } from './vector-kinds.js';

const PAGE_SIZE = 256;

type Target = { readonly out: string } | { readonly output: Writable };

/** One JSON object a line; as fast as the reader takes it. */
export async function writeJsonl(options: ExportSource & Target): Promise<Written> {
  const tally = new RowTally(options.kinds);
  const text = Readable.from(lines(options, tally), { objectMode: true, highWaterMark: 1 });
  if ('out' in options) {
    const { out } = options;
    await replaceFiles([out], ([draft]) => pipeline(text, createWriteStream(draft as string)));
    return { rows: tally.rows, missing: tally.missing, files: [out] };
  }
  try {
    await pipeline(text, options.output, { end: false });
  } catch (error) {
    if (!isBrokenPipe(error)) throw error;
  }
  return { rows: tally.rows, missing: tally.missing, files: [] };
}

async function* lines({ pages, kinds }: ExportSource, tally: RowTally): AsyncGenerator<string> {
  for await (const page of pages(PAGE_SIZE)) {
    for (const row of page) tally.add(row);
    yield page.map((row) => `${JSON.stringify(toLine(row, kinds))}\n`).join('');
  }
}

function toLine(row: VectorRow, kinds: VectorKinds): ExportLine {
  const vectors: Record<string, number[]> = {};
  for (const kind of kinds.keys()) {
    const vector = vectorOf(row, kind);
    if (vector !== undefined) vectors[kind] = Array.from(vector, shortest);
  }
  return {
    id: row.id,
    uri: row.uri,
    labels: row.labels,
    clusterId: row.contentClusterId ?? null,
    tokenClusterId: row.tokenClusterId ?? null,
    description: row.description ?? null,
    vectors,
  };
}

/** Nine significant digits name every float32 exactly; a double would print seventeen. */
function shortest(value: number): number {
  return Number(value.toPrecision(9));
}

/** The reader has seen enough (`| head`): no error. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
