import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rankings } from '../../src/metrics/rank-users.js';

/** Length of the written lists. */
export const WRITTEN_DEPTH = 50;
/** Lines are gathered up to so many characters before they go to the file. */
const WRITE_CHARACTERS = 2 ** 20;

/**
 * Writes the lists of one run as `<model>.<seed>.tsv`, so that any other tool can score them: a header, then user, rank
 * from 1, item and score, with the ids of the input.
 * @param options.label `m3csr`, or `m3csr/no-gate`, whose slash becomes a dot
 * @returns the path of the file
 */
export async function writeRankings(options: {
  readonly folder: string;
  readonly label: string;
  readonly seed: number;
  readonly rankings: Rankings;
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
}): Promise<string> {
  const { folder, label, seed, rankings, userIds, itemIds } = options;
  const path = join(folder, `${label.replace('/', '.')}.${seed}.tsv`);
  await mkdir(folder, { recursive: true });
  const file = await open(`${path}.partial`, 'w');
  try {
    await file.writeFile('user\trank\titem\tscore\n');
    let text = '';
    for (const [row, user] of rankings.users.entries()) {
      text += listLines({ rankings, row, user: userIds[user] ?? '', itemIds });
      if (text.length < WRITE_CHARACTERS) continue;
      await file.writeFile(text);
      text = '';
    }
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  await rename(`${path}.partial`, path);
  return path;
}

function listLines(options: {
  readonly rankings: Rankings;
  readonly row: number;
  readonly user: string;
  readonly itemIds: readonly string[];
}): string {
  const { rankings, row, user, itemIds } = options;
  let text = '';
  for (let rank = 1; rank <= Math.min(WRITTEN_DEPTH, rankings.depth); rank += 1) {
    const place = row * rankings.depth + rank - 1;
    const item = rankings.items[place] as number;
    if (item < 0) break;
    text += `${user}\t${rank}\t${itemIds[item] ?? ''}\t${rankings.scores[place]}\n`;
  }
  return text;
}
