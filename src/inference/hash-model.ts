import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDataOf } from './hub/weight-files.js';

const HASH_HEX_DIGITS = 12;

/** What tells a model how to read pictures and sound; absent ones are left out. */
export const PREPROCESSING_FILES = [
  'config.json',
  'preprocessor_config.json',
  'processor_config.json',
] as const;

/** What tells a model how to read text; absent ones are left out. */
export const TOKENIZER_FILES = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
] as const;

/**
 * 12 hexadecimal digits of the SHA-256 of the facts and of the files with their data parts
 * (`model.onnx_data`): other weights or another reading of them are another model.
 *
 * @param options.files paths inside the folder; the order does not matter, absent ones are left out
 * @param options.facts whatever else decides the numbers (number format, pooling …)
 */
export async function hashModel(options: {
  readonly folder: string;
  readonly files: readonly string[];
  readonly facts: unknown;
}): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(sorted(options.facts)));
  for (const path of [...options.files].sort()) {
    const folder = dirname(join(options.folder, path));
    const own = basename(path);
    const names = (await readdir(folder)).filter((name) => name === own || isDataOf(own, name)).sort();
    for (const name of names) {
      hash.update(JSON.stringify(name));
      await pipeline(createReadStream(join(folder, name)), async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) hash.update(chunk);
      });
    }
  }
  return hash.digest('hex').slice(0, HASH_HEX_DIGITS);
}

/** The same facts in one order, whoever wrote them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]): [string, unknown] => [name, sorted(each)]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
