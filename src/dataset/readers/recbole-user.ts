import { basename } from 'node:path';
import { type AtomicValue, readAtomicFile } from './atomic-file.js';
import type { MalformedRow, ReadOptions } from './interaction-reader.js';

const USER = ['user_id', 'userID'];

/** What a `.user` file says about one user. */
export interface ReadUser {
  readonly kind: 'user';
  readonly userId: string;
  /** Every other column by its name. */
  readonly facts: ReadonlyMap<string, AtomicValue>;
}

/** RecBole `.user` files. */
export async function* readRecboleUsers({
  file,
  signal,
}: ReadOptions): AsyncGenerator<ReadUser | MalformedRow, void, void> {
  for await (const row of readAtomicFile({ file, signal, required: [USER], untyped: {} })) {
    if (row.kind === 'malformed') {
      yield row;
      continue;
    }
    const column = USER.find((name) => row.values.has(name));
    if (column === undefined) {
      yield { kind: 'malformed', file: basename(file), line: row.line, reason: 'there is no user' };
      continue;
    }
    const facts = new Map([...row.values].filter(([name]) => name !== column));
    yield { kind: 'user', userId: String(row.values.get(column)), facts };
  }
}
