import { extname } from 'node:path';

/** Extensions that an uploaded file keeps; they say nothing about what is in it. */
const VIDEO_EXTENSIONS: ReadonlySet<string> = new Set(
  '3gp asf avi flv gif m2ts m4v mkv mov mp4 mpeg mpg mts mxf ogv qt ts webm wmv'.split(' '),
);
const MAXIMUM_CHARACTERS = 200;
/** Control characters, line ends, and what turns the direction of writing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The name of a file as people may see it: one line, no folders. It is never a part of a path. */
export function displayName(name: string | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? '';
  const shown = [...last.replaceAll(INVISIBLE, '').trim()].slice(0, MAXIMUM_CHARACTERS).join('');
  return shown === '' ? 'upload' : shown;
}

/** Without the dot; `bin` for a name without one of the extensions of videos. A manifest can never come of it. */
export function safeExtension(name: string): string {
  const extension = extname(name).slice(1).toLowerCase();
  return VIDEO_EXTENSIONS.has(extension) ? extension : 'bin';
}
