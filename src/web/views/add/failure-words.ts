/** Stable codes of files that were not embedded, in words that help whoever chose the file. */
const WORDS: Readonly<Record<string, string>> = {
  'empty-file': 'The file is empty.',
  unreadable: 'The file could not be read.',
  'unsupported-name': 'The name of the file is not supported.',
  'not-a-video': 'This is not a video.',
  'no-video-stream': 'There are no moving pictures in it.',
  encrypted: 'It is encrypted and cannot be opened.',
  'decode-failed': 'It is damaged: its pictures cannot be decoded.',
  timeout: 'Reading it took too long.',
  'too-large': 'It is too large.',
  'too-long': 'It is too long.',
  'not-found': 'The file is not there.',
  'not-a-file': 'This is no file.',
  'id-conflict': 'Another video has its id already.',
  'extraction-failed': 'Its features could not be computed.',
  'body-too-large': 'It is larger than this service takes.',
  'unsupported-media-type': 'This kind of file is not taken.',
  'queue-full': 'Too many videos wait already.',
  'rate-limited': 'Too many requests at once.',
  'shutting-down': 'The service is shutting down.',
  'store-locked': 'Another program writes to the store.',
  'disk-full': 'The disk of the service is full.',
  forbidden: 'Your token may not add videos.',
};

/** A sentence for a code; undefined for codes that only their own text explains. */
export function failureWords(code: string): string | undefined {
  return WORDS[code];
}
