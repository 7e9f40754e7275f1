import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_FOLDER } from './open-tables.js';
import { STORE_FILE } from './store-file.js';

/**
 * Changes when a store is made anew, gets another token dimension or another table: then it has to be opened again.
 * Undefined where there is none.
 */
export async function storeIdentity(folder: string): Promise<string | undefined> {
  try {
    const places = [join(folder, STORE_FILE), join(folder, DATABASE_FOLDER)];
    const facts = await Promise.all(places.map((place) => stat(place)));
    return facts.map(({ ino, mtimeMs }) => `${ino}@${mtimeMs}`).join(' ');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}
