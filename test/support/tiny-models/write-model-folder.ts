import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Lays a model out as the hub does. @param files by path inside the folder: bytes as they are, objects as JSON */
export async function writeModelFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array | object>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content instanceof Uint8Array ? content : JSON.stringify(content, null, 2));
  }
}
