import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { messageOf, VidtokenError } from '../../core/errors.js';

/** Parts that a traineddata file has places for, and the place of the network that reads lines (`tessdatamanager.h`). */
const MOST_PARTS = 64;
const NETWORK_PART = 17;
const COUNT_BYTES = 4;
const OFFSET_BYTES = 8;
const LARGEST_BYTES = 512 * 2 ** 20;

/**
 * Looks into a traineddata file: Tesseract ends the whole process when it is given something else.
 * @throws VidtokenError `configuration` when it is damaged or made for another engine
 */
export async function checkTrainedData(path: string): Promise<void> {
  const problem = await problemOf(path);
  if (problem === undefined) return;
  throw new VidtokenError({
    code: 'configuration',
    message: `The language data ${path} of Tesseract cannot be used: ${problem}.`,
    hint: 'Put the file of tessdata_fast there again.',
    facts: { path },
  });
}

async function problemOf(path: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    const file = await readFile(path);
    bytes = path.endsWith('.gz') ? await promisify(gunzip)(file, { maxOutputLength: LARGEST_BYTES }) : file;
  } catch (error) {
    return messageOf(error);
  }
  // A count of parts, then the place of each part in the file, −1 for parts that are not there.
  const parts = bytes.length < COUNT_BYTES ? 0 : bytes.readInt32LE(0);
  const start = COUNT_BYTES + OFFSET_BYTES * parts;
  if (parts < 1 || parts > MOST_PARTS || start > bytes.length) return 'it is no traineddata file';
  const places = Array.from({ length: parts }, (_, part) =>
    Number(bytes.readBigInt64LE(COUNT_BYTES + OFFSET_BYTES * part)),
  );
  if (places.some((place) => place !== -1 && (place < start || place > bytes.length))) return 'it is damaged';
  return (places[NETWORK_PART] ?? -1) === -1 ? 'it holds no LSTM network' : undefined;
}
