import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { hashFile } from '../../src/dataset/hash-file.js';
import type { DatasetFiles } from '../../src/dataset/recognise-files.js';

/** All files that an import reads, with what they are read as. */
export function usedFiles(files: DatasetFiles): readonly { readonly file: string; readonly as: string }[] {
  const optional = (file: string | undefined, as: string) => (file === undefined ? [] : [{ file, as }]);
  return [
    ...files.interactions.map(({ file, reader }) => ({ file, as: reader })),
    ...optional(files.items, 'recbole-item'),
    ...optional(files.users, 'recbole-user'),
    ...optional(files.itemIds, 'item-ids'),
    ...[...files.features].map(([modality, file]) => ({ file, as: `${modality} features` })),
  ];
}

/** SHA-256 over the names and contents of the files of a data set. */
export async function datasetHash(files: DatasetFiles, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for (const { file } of usedFiles(files)) {
    const { contentHash } = await hashFile(file, { signal });
    hash.update(`${basename(file)}\t${contentHash}\n`);
  }
  return hash.digest('hex');
}
