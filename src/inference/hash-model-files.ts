import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';

const HASH_HEX_DIGITS = 12;

/**
 * 12 hexadecimal digits of the SHA-256 of some files and their names: other weights or class names are another model.
 * @throws the file system's error when one cannot be read
 */
export async function hashModelFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(JSON.stringify(basename(path)));
    await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) hash.update(chunk);
    });
  }
  return hash.digest('hex').slice(0, HASH_HEX_DIGITS);
}
