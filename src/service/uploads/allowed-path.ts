import { realpath } from 'node:fs/promises';
import { extname, isAbsolute, sep } from 'node:path';
import { ProblemError } from '../problem-error.js';

const MANIFEST_EXTENSIONS: ReadonlySet<string> = new Set(['.jsonl', '.ndjson']);

/**
 * The real path of a file or folder under one of the roots, links resolved. Everything else is refused in the same
 * words, whether it exists or not.
 * @throws ProblemError 403 `forbidden`; 400 `invalid-request` for a manifest, which could name files anywhere
 */
export async function allowedPath(path: string, roots: readonly string[]): Promise<string> {
  const real = isAbsolute(path) ? await realOf(path) : undefined;
  for (const root of roots) {
    const realRoot = await realOf(root);
    if (real === undefined || realRoot === undefined || !isWithin(real, realRoot)) continue;
    if (MANIFEST_EXTENSIONS.has(extname(real).toLowerCase())) throw isManifest();
    return real;
  }
  throw new ProblemError({
    status: 403,
    code: 'forbidden',
    message: 'The path is not a file or folder under one of the allowed roots.',
    hint: 'Roots are given to the service when it is started: vidtoken serve --allow-root <folder>',
  });
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Undefined for what is not there, or is no path at all. */
async function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function isManifest(): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    message: 'A manifest names other files and is not taken from here.',
    hint: 'Give the folder or the file itself; a folder may hold a manifest.jsonl about its own files.',
    errors: [{ path: 'path', message: 'must be a video or a folder' }],
  });
}
