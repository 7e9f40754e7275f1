import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { parseJson } from '../../core/parse-json.js';
import { readLines, type TextLine } from '../read-lines.js';
import { csvCells } from './csv-cells.js';
import type { InteractionReader, MalformedRow, ReadEvent, ReadOptions } from './interaction-reader.js';
import { unreadableFile } from './unreadable-file.js';
import { WATCH_COLUMNS, type WatchLayout, watchEvent, watchLayout } from './watch-columns.js';

const MAX_LINE_BYTES = 1 << 20;
type Rows = AsyncGenerator<ReadEvent | MalformedRow, void, void>;

/**
 * Watch logs: who watched what, for how many seconds of how many, and when. CSV and TSV with a header, JSON lines (one
 * object a line), Parquet. `WATCH_COLUMNS` lists the names of columns, `parseTime` the notations of time.
 */
export const watchLog: InteractionReader = {
  recognises: (name) => extname(name).toLowerCase() in FORMATS,
  read: (options) => (FORMATS[extname(options.file).toLowerCase()] ?? readCsv)(options),
};

const FORMATS: Readonly<Record<string, (options: ReadOptions) => Rows>> = {
  '.csv': readCsv,
  '.tsv': readCsv,
  '.jsonl': readJsonLines,
  '.parquet': readParquet,
};

async function* readCsv(options: ReadOptions): Rows {
  const separator = extname(options.file).toLowerCase() === '.tsv' ? '\t' : ',';
  let header: readonly string[] | undefined;
  let layout: WatchLayout | undefined;
  for await (const line of linesOf(options)) {
    const cells = 'text' in line ? csvCells(line.text, separator) : undefined;
    if (header === undefined) {
      header = cells ?? [];
      layout = requireLayout(header, options.file);
      continue;
    }
    const names = header;
    if (cells === undefined || layout === undefined) {
      yield malformed(options, line.number, 'problem' in line ? line.problem : 'a quote is not closed');
    } else if (cells.length !== names.length) {
      yield malformed(options, line.number, `${cells.length} cells, the header has ${names.length}`);
    } else {
      yield checked(
        watchEvent((name) => cells[names.indexOf(name)]?.trim(), layout),
        options,
        line.number,
      );
    }
  }
  if (header === undefined) requireLayout([], options.file);
}

async function* readJsonLines(options: ReadOptions): Rows {
  let isLog = false;
  for await (const line of linesOf(options)) {
    const object = 'text' in line ? parseObject(line.text) : undefined;
    if (object === undefined) {
      yield malformed(options, line.number, 'problem' in line ? line.problem : 'it is no JSON object');
      continue;
    }
    const names = Object.keys(object);
    // Each line has its own keys; the first one decides whether the file is a log.
    const layout = isLog ? watchLayout(names, options.file) : requireLayout(names, options.file);
    isLog = true;
    const event =
      layout === undefined ? 'there is no user or no item' : watchEvent((name) => object[name], layout);
    yield checked(event, options, line.number);
  }
  if (!isLog) requireLayout([], options.file);
}

async function* readParquet(options: ReadOptions): Rows {
  const { openParquet } = await import('./parquet-rows.js');
  const parquet = await openParquet(options.file);
  const layout = requireLayout(parquet.columns, options.file);
  let row = 0;
  for await (const group of parquet.groups([...layout.values()])) {
    options.signal.throwIfAborted();
    for (const cells of group) {
      row += 1;
      yield checked(
        watchEvent((name) => cells[name], layout),
        options,
        row,
      );
    }
  }
}

async function* linesOf({ file, signal }: ReadOptions): AsyncGenerator<TextLine, void, void> {
  for await (const line of readLines(createReadStream(file, { signal }), MAX_LINE_BYTES)) {
    if (!('text' in line) || line.text.trim() !== '') yield line;
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function checked(event: ReadEvent | string, options: ReadOptions, line: number): ReadEvent | MalformedRow {
  return typeof event === 'string' ? malformed(options, line, event) : event;
}

function malformed({ file }: ReadOptions, line: number, reason: string): MalformedRow {
  return { kind: 'malformed', file: basename(file), line, reason };
}

function requireLayout(names: readonly string[], file: string): WatchLayout {
  const layout = watchLayout(names, file);
  if (layout !== undefined) return layout;
  throw unreadableFile(file, {
    reason: `it is no watch log: its columns are ${names.length === 0 ? 'missing' : names.join(', ')}`,
    hint: `It needs a column for the user (${WATCH_COLUMNS.user.join(', ')}) and one for the video (${WATCH_COLUMNS.item.join(', ')}).`,
  });
}
