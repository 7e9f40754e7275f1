import type { SubtitleStreamInfo } from '../core/media.js';
import type { ProbeStream } from './probe-schema.js';

/** Subtitles that are text; the others are pictures of text (`dvd_subtitle`, `hdmv_pgs_subtitle` …). */
const TEXT_CODECS: ReadonlySet<string> = new Set([
  'mov_text',
  'subrip',
  'srt',
  'ass',
  'ssa',
  'webvtt',
  'text',
  'microdvd',
  'subviewer',
  'subviewer1',
]);
/** "Undetermined", "several", "none" and "uncoded" are no languages. */
const NO_LANGUAGES: ReadonlySet<string> = new Set(['und', 'mul', 'zxx', 'mis']);
const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

/** The default text stream, else the first one. */
export function textSubtitleStream(streams: readonly ProbeStream[]): ProbeStream | undefined {
  const texts = streams.filter(
    ({ codec_type, codec_name }) => codec_type === 'subtitle' && TEXT_CODECS.has(codec_name ?? ''),
  );
  return texts.find(({ disposition }) => disposition?.default === true) ?? texts[0];
}

/** Its codec, and its language as a BCP 47 tag where the file states one. */
export function subtitleInfo({ codec_name, tags }: ProbeStream): SubtitleStreamInfo {
  const stated = tags?.language ?? '';
  const language =
    LANGUAGE_TAG.test(stated) && !NO_LANGUAGES.has(stated) ? Intl.getCanonicalLocales(stated)[0] : undefined;
  return { codec: codec_name ?? 'unknown', ...(language === undefined ? {} : { language }) };
}
