import type { Writable } from 'node:stream';
import { VidtokenError } from '../src/core/errors.js';
import type { ExportFormat, ExportReport } from '../src/core/reports/export-report.js';
import type { VideoStore } from '../src/core/store.js';
import { pooledWidths } from '../src/store/pooled-widths.js';
import type { PipelineContext } from './context.js';
import type { VectorKinds } from './formats/vector-kinds.js';
import { writeJsonl } from './formats/write-jsonl.js';
import { writeNpy } from './formats/write-npy.js';
import { writeParquet } from './formats/write-parquet.js';
import { withStore } from './stages/open-for-reading.js';

interface ExportOptions {
  readonly format: ExportFormat;
  /** File to write; for npy the prefix of several. Needed by all formats but jsonl. */
  readonly out?: string;
  /** Where JSON lines go without `out`; standard output by default. */
  readonly output?: Writable;
}

/** Writes all rows of the store of a data folder; see `exportVideos`. */
export function exportStore(
  options: ExportOptions & { readonly context: PipelineContext },
): Promise<ExportReport> {
  const { context } = options;
  return withStore(context, (store) => exportVideos({ ...options, store, signal: context.signal }));
}

/**
 * Writes all rows and vectors in the order of their ids, page by page; a file appears when it is complete.
 * @throws VidtokenError `usage` without `out` where it is needed, when it is empty or cannot be written, `disk-full`.
 */
export async function exportVideos(
  options: ExportOptions & { readonly store: VideoStore; readonly signal: AbortSignal },
): Promise<ExportReport> {
  const { store, format, out, signal } = options;
  if (out === '') throw emptyOut();
  const kinds: VectorKinds = new Map([['token', store.schema.tokenDimension], ...pooledWidths(store.schema)]);
  const pages = (pageSize: number) => stoppable(store.videos.scanVectors({ pageSize }), signal);
  if (format === 'jsonl') {
    const target = out === undefined ? { output: options.output ?? process.stdout } : { out };
    return { format, ...(await writeJsonl({ pages, kinds, ...target })) };
  }
  if (out === undefined) throw outNeeded(format);
  const write = format === 'npy' ? writeNpy : writeParquet;
  return { format, ...(await write({ pages, kinds, out })) };
}

async function* stoppable<Page>(pages: AsyncIterable<Page>, signal: AbortSignal): AsyncGenerator<Page> {
  for await (const page of pages) {
    signal.throwIfAborted();
    yield page;
  }
}

function emptyOut(): VidtokenError {
  return new VidtokenError({
    code: 'usage',
    message: '--out is empty: it must name the file to write.',
    hint: 'Try: vidtoken export --format jsonl --out videos.jsonl',
  });
}

function outNeeded(format: ExportFormat): VidtokenError {
  return new VidtokenError({
    code: 'usage',
    message: `--format ${format} needs --out: only jsonl can go to standard output.`,
    hint: `Try: vidtoken export --format ${format} --out ${format === 'npy' ? 'vectors' : 'videos.parquet'}`,
  });
}
