import { deflateRawSync } from 'node:zlib';

/**
 * A text that packs better than this repeats itself: the sign of a decoder that runs in a circle (Radford et al. 2022,
 * section 4.5).
 */
const LOOP_COMPRESSION = 2.4;

/** `[Music]`, `(applause)`, `*laughs*` and notes: sounds, not speech. */
const SOUND_MARKS = /\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫🎵🎶]+/gu;

/**
 * What Whisper writes for silence, music and noise, because its training subtitles did so. Compared without case and
 * punctuation.
 */
const SILENCE_PHRASES: ReadonlySet<string> = new Set([
  'bye',
  'bye bye',
  'you',
  'thank you',
  'thank you very much',
  'thanks',
  'thanks for watching',
  'thank you for watching',
  'please subscribe',
  'please subscribe to my channel',
  'like and subscribe',
  'see you next time',
  'see you in the next video',
  'subtitles by the amara org community',
  'untertitel der amara org community',
  'untertitel im auftrag des zdf für funk 2017',
  'sous titres réalisés para la communauté d amara org',
  'subtítulos realizados por la comunidad de amara org',
  'ご視聴ありがとうございました',
  '字幕由 amara org 社区提供',
  'продолжение следует',
]);

/**
 * What can be believed of a transcript, piece by piece: marks of sounds are taken out, pieces that repeat themselves
 * dropped, and nothing is left when all that remains is what Whisper writes for silence.
 * @returns one line, `''` when nothing can be believed
 */
export function trustworthySpeech(pieces: readonly string[]): string {
  const spoken = pieces
    .map((piece) => piece.replaceAll(SOUND_MARKS, ' ').replaceAll(/\s+/g, ' ').trim())
    .filter((piece) => plain(piece) !== '' && !repeatsItself(piece));
  return spoken.every((piece) => SILENCE_PHRASES.has(plain(piece))) ? '' : spoken.join(' ');
}

function repeatsItself(text: string): boolean {
  const bytes = Buffer.byteLength(text);
  return bytes > LOOP_COMPRESSION * deflateRawSync(text).length;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
