import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes files of these names into a new folder `name` of `parent`. @returns its path */
export async function datasetFolder(
  parent: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  name = 'set',
): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  return folder;
}

/** Rows of cells as the text of an atomic file. */
export function atomicText(...rows: readonly (readonly (string | number)[])[]): string {
  return `${rows.map((row) => row.join('\t')).join('\n')}\n`;
}

/** Everything that a reader yields. */
export async function collect<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of source) all.push(item);
  return all;
}
