import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ManifestEntry {
  readonly file: string;
  readonly id?: string;
  readonly title?: string;
  readonly tags?: readonly string[];
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The first entries of the demo manifest with absolute paths. */
export function demoEntries(demoFolder: string, count: number): ManifestEntry[] {
  const lines = readFileSync(join(demoFolder, 'manifest.jsonl'), 'utf8').trim().split('\n');
  return lines
    .slice(0, count)
    .map((line) => JSON.parse(line) as ManifestEntry)
    .map((entry) => ({ ...entry, file: join(demoFolder, entry.file) }));
}

/** Writes a JSONL manifest. @returns its path. */
export function writeManifest(path: string, entries: readonly ManifestEntry[]): string {
  writeFileSync(path, entries.map((entry) => JSON.stringify(entry)).join('\n'));
  return path;
}
