import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../core/runtime.js';

const TABLE_SUFFIX = '.lance';

/**
 * Removes the folders of tables whose creation was killed before their first version was committed. Such a
 * table never held a row, cannot be opened, and is made again. Only for the holder of the writer lock.
 */
export async function removeUnbornTables(databaseFolder: string, logger: Logger): Promise<void> {
  for (const name of await readdir(databaseFolder)) {
    const table = join(databaseFolder, name);
    if (!name.endsWith(TABLE_SUFFIX) || (await hasVersion(table))) continue;
    logger.info({ table }, 'removing a table whose creation was interrupted');
    await rm(table, { recursive: true, force: true });
  }
}

/** Names of the tables that can be opened. */
export async function bornTables(databaseFolder: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const name of await readdir(databaseFolder)) {
    if (name.endsWith(TABLE_SUFFIX) && (await hasVersion(join(databaseFolder, name)))) {
      names.add(name.slice(0, -TABLE_SUFFIX.length));
    }
  }
  return names;
}

/** Lance writes `<version>.manifest` by renaming a draft, so a finished manifest is a committed version. */
async function hasVersion(table: string): Promise<boolean> {
  try {
    const files = await readdir(join(table, '_versions'));
    return files.some((file) => file.endsWith('.manifest'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
