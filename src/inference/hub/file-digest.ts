import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { HubFile } from './list-files.js';

/** Hashes of one file, read once. */
export interface FileHashes {
  readonly sha256: string;
  /** True when the bytes are those that the hub lists. */
  readonly matches: boolean;
}

/** @throws errors of the file system; the signal's reason after an abort */
export async function digestFile(
  path: string,
  { file, signal }: { readonly file: HubFile; readonly signal: AbortSignal },
): Promise<FileHashes> {
  const { sizeBytes, digest } = file;
  const sha256 = createHash('sha256');
  // Git hashes "blob <size>\0" and the bytes.
  const blob = createHash('sha1').update(`blob ${sizeBytes}\0`);
  for await (const chunk of createReadStream(path, { signal })) {
    sha256.update(chunk);
    if (digest.kind === 'git-blob') blob.update(chunk);
  }
  const found = { sha256: sha256.digest('hex'), 'git-blob': blob.digest('hex') };
  return { sha256: found.sha256, matches: found[digest.kind] === digest.hex };
}
