import { basename } from 'node:path';
import type { JsonValue } from '../../core/media.js';
import { type AtomicRow, readAtomicFile } from './atomic-file.js';
import type { MalformedRow, ReadOptions } from './interaction-reader.js';

const ITEM = ['item_id', 'itemID'];
const TITLES = ['title', 'movie_title', 'item_title', 'name'];
const TAGS = ['tags', 'class', 'genre', 'genres', 'category', 'categories'];

/** What a `.item` file says about one item. */
export interface ReadItem {
  readonly kind: 'item';
  readonly itemId: string;
  readonly title?: string;
  readonly tags: readonly string[];
  /** Every other column by its name. */
  readonly metadata: Readonly<Record<string, JsonValue>>;
}

/** RecBole `.item` files. `title`, `movie_title`, `item_title` or `name` is the title; genres and categories are tags. */
export async function* readRecboleItems({
  file,
  signal,
}: ReadOptions): AsyncGenerator<ReadItem | MalformedRow, void, void> {
  for await (const row of readAtomicFile({ file, signal, required: [ITEM], untyped: {} })) {
    const item = row.kind === 'row' ? parseItem(row) : row;
    if (item !== undefined) yield item;
    else if (row.kind === 'row') {
      yield { kind: 'malformed', file: basename(file), line: row.line, reason: 'there is no item' };
    }
  }
}

function parseItem({ values }: AtomicRow): ReadItem | undefined {
  let title: string | undefined;
  let itemId: string | undefined;
  const tags: string[] = [];
  const metadata: Record<string, JsonValue> = {};
  for (const [name, value] of values) {
    if (ITEM.includes(name)) itemId = String(value);
    else if (title === undefined && TITLES.includes(name)) title = [value].flat().join(' ');
    else if (TAGS.includes(name)) tags.push(...[value].flat().map(String));
    else metadata[name] = Array.isArray(value) ? [...value] : (value as string | number);
  }
  if (itemId === undefined) return undefined;
  const unique = [...new Set(tags)];
  return { kind: 'item', itemId, tags: unique, metadata, ...(title === undefined ? {} : { title }) };
}
