import { readdir } from 'node:fs/promises';

export interface FolderNames {
  /** Sorted by code unit, so that a scan is the same everywhere. */
  readonly names: readonly string[];
  /** Names that are not UTF-8, with each offending byte as `\xNN`: no path can be made of them. */
  readonly unsupported: readonly string[];
}

/** Names in a folder, hidden ones (with a leading dot) left out. @throws the system's error. */
export async function folderNames(folder: string): Promise<FolderNames> {
  const names: string[] = [];
  const unsupported: string[] = [];
  for (const bytes of await readdir(folder, { encoding: 'buffer' })) {
    const name = bytes.toString('utf8');
    if (name.startsWith('.')) continue;
    if (Buffer.from(name, 'utf8').equals(bytes)) names.push(name);
    else unsupported.push(escapeName(bytes));
  }
  return { names: names.sort(byCodeUnit), unsupported: unsupported.sort(byCodeUnit) };
}

function byCodeUnit(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function escapeName(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const isPrintable = byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
      return isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
