import { createReadStream } from 'node:fs';
import { messageOf, VidtokenError } from '../core/errors.js';
import { type VideoId, videoId } from '../core/ids.js';
import { readLines } from './read-lines.js';

const MAXIMUM_LINE_BYTES = 4096;

/**
 * Ids of videos, one a line; blank lines are passed over.
 * @throws VidtokenError `invalid-value` for a file that cannot be read, a line that is not an id, or no id at all
 */
export async function readIdList(path: string): Promise<VideoId[]> {
  const ids: VideoId[] = [];
  try {
    for await (const line of readLines(createReadStream(path), MAXIMUM_LINE_BYTES)) {
      if ('problem' in line) throw new RangeError(`line ${line.number}: ${line.problem}`);
      const id = line.text.trim();
      if (id !== '') ids.push(videoId(id));
    }
  } catch (error) {
    throw unusable(path, messageOf(error), error);
  }
  if (ids.length === 0) throw unusable(path, 'it names no video');
  return ids;
}

function unusable(path: string, why: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'invalid-value',
    message: `The list of ids ${path} cannot be used: ${why}.`,
    hint: 'Write one id of a stored video on each line.',
    facts: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}
