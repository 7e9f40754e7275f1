import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../../core/errors.js';
import { SCOPES } from '../contract/system.js';

const OWNER_ONLY = 0o600;

export const storedToken = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(SCOPES),
  /** SHA-256 of the secret, in hexadecimal digits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAtMs: z.number(),
  /** Null when it never expires. */
  expiresAtMs: z.number().nullable(),
});
export type StoredToken = z.infer<typeof storedToken>;

const tokenFile = z.object({ tokens: z.array(storedToken) });

/** @throws VidtokenError `store-corrupt` when the file is not one of this program. */
export function parseTokenFile(text: string, path: string): StoredToken[] {
  try {
    return tokenFile.parse(JSON.parse(text)).tokens;
  } catch (error) {
    throw new VidtokenError({
      code: 'store-corrupt',
      message: `The tokens in ${path} cannot be read: the file is damaged.`,
      hint: 'Restore the file from a copy, or remove it and create new tokens: vidtoken token create <name>',
      cause: error,
    });
  }
}

/** Replaces a file that only its owner may read; a crash leaves the old one or the new one. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(partial, 'w', OWNER_ONLY);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    // A left-over partial file keeps the rights that it was made with.
    await chmod(partial, OWNER_ONLY);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw new VidtokenError({
      code: 'store-unwritable',
      message: `${path} could not be written: ${messageOf(error)}.`,
      hint: 'Make the folder writable for this user, or choose another one with --data <folder>.',
      facts: { path },
      cause: error,
    });
  }
}
