import { extname } from 'node:path';

/** First name of the container as ffprobe gives it. Everything here is video to a browser, nothing is a document. */
const BY_CONTAINER: Readonly<Record<string, string>> = {
  mov: 'video/mp4',
  mp4: 'video/mp4',
  matroska: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
  mpegts: 'video/mp2t',
  mpeg: 'video/mpeg',
  mpegvideo: 'video/mpeg',
  flv: 'video/x-flv',
  ogg: 'video/ogg',
  asf: 'video/x-ms-asf',
  gif: 'image/gif',
};

/** Containers of one name to ffprobe, told apart by the ending of the file. */
const BY_ENDING: Readonly<Record<string, string>> = {
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
};

const AMBIGUOUS = new Set(['mov', 'matroska']);

/** Content type of a stored file: from what ffprobe found in it, never one that a browser would run. */
export function mediaType({ container, uri }: { readonly container: string; readonly uri: string }): string {
  const [name = ''] = container.split(',');
  const byEnding = AMBIGUOUS.has(name) ? BY_ENDING[extname(uri).toLowerCase()] : undefined;
  return byEnding ?? BY_CONTAINER[name] ?? 'application/octet-stream';
}
