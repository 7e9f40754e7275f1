/** `0:07`, `1:02:09`; an unknown length is nothing. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return '';
  const whole = Math.max(seconds > 0 ? 1 : 0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, place) => (place === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}

/** `812 B`, `1.4 MB` (thousands). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** `10,000`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** `1 video`, `10,000 videos`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** Four digits that count, with a true minus. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 }).replace('-', '−');
}

/** `loudnessDb` → `Loudness db`, `speech_seconds` → `Speech seconds`. */
export function formatName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Longer first sentences tell what happens instead of naming it. */
const NAME_CHARACTERS = 60;

/** Title of a video, or a short first sentence of its description, or the name of its file, or its id. */
export function nameOf(video: {
  readonly id: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly uri: string;
}): string {
  const title = video.title?.trim();
  if (title !== undefined && title !== '') return title;
  const sentence = video.description?.split(/[.!?\n]/, 1)[0]?.trim() ?? '';
  if (sentence !== '' && sentence.length <= NAME_CHARACTERS) return sentence;
  const file = video.uri.split(/[\\/]/).at(-1);
  return file === undefined || file === '' ? video.id : file;
}
