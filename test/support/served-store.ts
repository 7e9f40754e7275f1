import { existsSync, readFileSync, watch } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { FINISHED_FILE } from './start-served-store.js';

/**
 * A copy of one real store (40 clips with descriptions and labels, a trained student, clusters) in `folder`.
 * It is made once for all tests; the first who asks may have to wait for it.
 */
export async function servedStore(folder: string): Promise<string> {
  const shared = inject('servedFolder');
  await finished(shared);
  const outcome = readFileSync(join(shared, FINISHED_FILE), 'utf8');
  if (outcome !== '0')
    throw new Error(`The store for the tests of the service could not be made: ${outcome}`);
  const data = join(folder, 'data');
  await cp(join(shared, 'data'), data, { recursive: true });
  return data;
}

function finished(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!existsSync(join(folder, FINISHED_FILE))) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(folder, check);
    check();
  });
}
