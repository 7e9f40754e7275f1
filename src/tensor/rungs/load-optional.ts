import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { RungAbsentError } from './rung-absent.js';

/**
 * Loads a package that may be missing. The name is a value, so that the compiler does not look for the package.
 * @returns its exports, whatever module system it is written in; the caller states the part that it uses.
 * @throws RungAbsentError when it is not installed; its own error when it is there but does not load.
 */
export async function loadOptional<Exports>(name: string): Promise<Exports> {
  const loaded = (await import(pathToFileURL(locate(name)).href)) as { readonly default?: Exports };
  return loaded.default ?? (loaded as Exports);
}

function locate(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new RungAbsentError(`${name} is not installed`, {
      hint: `Install it with: npm install ${name}`,
      cause,
    });
  }
}
