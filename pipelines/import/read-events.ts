import { basename } from 'node:path';
import type { MalformedRow, ReadEvent } from '../../src/dataset/readers/interaction-reader.js';
import { INTERACTION_READERS } from '../../src/dataset/readers/registry.js';
import type { DatasetFiles } from '../../src/dataset/recognise-files.js';

/** All rows of all interaction files, each with the name of its file. */
export async function* readEvents(
  { interactions }: Pick<DatasetFiles, 'interactions'>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly source: string; readonly row: ReadEvent | MalformedRow }, void, void> {
  for (const { file, reader } of interactions) {
    for await (const row of INTERACTION_READERS[reader].read({ file, signal })) {
      yield { source: basename(file), row };
    }
  }
}

/** Does `--min-rating` let the event pass? One without a rating does not. */
export function isRatedEnough({ rating }: ReadEvent, minimumRating: number | undefined): boolean {
  return minimumRating === undefined || (rating !== undefined && rating >= minimumRating);
}
