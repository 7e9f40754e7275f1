import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { readLines } from '../read-lines.js';
import type { MalformedRow, ReadOptions } from './interaction-reader.js';
import { unreadableFile } from './unreadable-file.js';

const MAX_LINE_BYTES = 1 << 20;
const FIELD_TYPES = ['token', 'float', 'token_seq', 'float_seq'] as const;
type FieldType = (typeof FIELD_TYPES)[number];

export type AtomicValue = string | number | readonly string[] | readonly number[];

/** One row of an atomic file by column names; an empty cell has no entry. */
export interface AtomicRow {
  readonly kind: 'row';
  readonly line: number;
  readonly values: ReadonlyMap<string, AtomicValue>;
}

interface Column {
  readonly name: string;
  readonly type: FieldType;
}

interface AtomicOptions extends ReadOptions {
  /** Columns of which at least one must be there, in sets: `[['user_id', 'userID'], …]`. */
  readonly required: readonly (readonly string[])[];
  /** Types of columns of a header that names none, as MMRec writes it. */
  readonly untyped: Readonly<Record<string, FieldType>>;
}

/**
 * Streams a RecBole atomic file: tab-separated, its header naming each column and its type (`item_id:token`,
 * `rating:float`, `title:token_seq`, `box:float_seq`); the values of a sequence are separated by spaces. Memory: one line.
 * @throws VidtokenError `invalid-value` when the header is not one.
 */
export async function* readAtomicFile(
  options: AtomicOptions,
): AsyncGenerator<AtomicRow | MalformedRow, void, void> {
  const { file, signal } = options;
  const name = basename(file);
  let columns: readonly Column[] | undefined;
  for await (const line of readLines(createReadStream(file, { signal }), MAX_LINE_BYTES)) {
    const problem = 'problem' in line ? line.problem : undefined;
    if ('text' in line && columns === undefined) {
      columns = parseHeader(line.text, options);
      continue;
    }
    if (columns === undefined) throw noHeader(file, problem ?? 'its header is missing');
    if ('text' in line && line.text === '') continue;
    const row = 'text' in line ? parseRow(line.text, columns) : line.problem;
    if (typeof row === 'string') yield { kind: 'malformed', file: name, line: line.number, reason: row };
    else yield { kind: 'row', line: line.number, values: row };
  }
  if (columns === undefined) throw noHeader(file, 'it is empty');
}

function parseHeader(text: string, { file, required, untyped }: AtomicOptions): readonly Column[] {
  const isTyped = text.includes(':');
  const columns = text.split('\t').map((cell): Column => {
    const [name = '', type, ...rest] = cell.split(':');
    const found = isTyped ? FIELD_TYPES.find((each) => each === type) : (untyped[name] ?? 'token');
    if (name === '' || rest.length > 0 || found === undefined) {
      throw noHeader(file, `its header holds "${cell}", expected <name>:<${FIELD_TYPES.join('|')}>`);
    }
    return { name, type: found };
  });
  const names = columns.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw noHeader(file, `its header names "${repeated}" twice`);
  for (const choices of required) {
    if (choices.some((choice) => names.includes(choice))) continue;
    throw noHeader(file, `its header has no column ${choices.join(' or ')}, only ${names.join(', ')}`);
  }
  return columns;
}

/** @returns why the row cannot be read, where it cannot. */
function parseRow(text: string, columns: readonly Column[]): ReadonlyMap<string, AtomicValue> | string {
  const cells = text.split('\t');
  if (cells.length !== columns.length) return `${cells.length} cells, the header has ${columns.length}`;
  const values = new Map<string, AtomicValue>();
  for (const [index, { name, type }] of columns.entries()) {
    const cell = cells[index] as string;
    if (cell === '') continue;
    const value = parseCell(cell, type);
    if (value === undefined) return `"${name}" is "${cell}", expected ${type}`;
    values.set(name, value);
  }
  return values;
}

function parseCell(cell: string, type: FieldType): AtomicValue | undefined {
  switch (type) {
    case 'token':
      return cell;
    case 'float':
      return parseNumber(cell);
    case 'token_seq':
      return cell.split(' ').filter((part) => part !== '');
    case 'float_seq': {
      const numbers = cell
        .split(' ')
        .filter((part) => part !== '')
        .map(parseNumber);
      return numbers.every((number) => number !== undefined) ? numbers : undefined;
    }
  }
}

function parseNumber(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function noHeader(file: string, reason: string) {
  return unreadableFile(file, {
    reason,
    hint: 'An atomic file begins with a line such as: user_id:token<tab>item_id:token<tab>timestamp:float',
  });
}
