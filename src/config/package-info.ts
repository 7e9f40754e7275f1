import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { VidtokenError } from '../core/errors.js';

const manifestSchema = z.object({ name: z.literal('vidtoken'), version: z.string() });

export interface PackageInfo {
  /** Folder of the installed package: `prompts/` lies in it. */
  readonly root: string;
  readonly version: string;
}

/**
 * Finds the package that this file belongs to, from the sources as well as from `dist/`.
 * @throws VidtokenError `internal` when no `package.json` named `vidtoken` lies above this file.
 */
export function packageInfo(): PackageInfo {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const manifest = manifestSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (manifest.success) return { root: folder, version: manifest.data.version };
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new VidtokenError({
        code: 'internal',
        message: 'The package.json of vidtoken was not found above its own code.',
        hint: 'Install the package again.',
      });
    }
    folder = parent;
  }
}
