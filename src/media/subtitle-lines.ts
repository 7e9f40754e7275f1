/** A counter and the times of an entry of SubRip, with the line breaks around them. */
const ENTRY_HEAD = /(?:^|\n)\d+\n\d+:\d{2}:\d{2},\d{3} --> [^\n]*(?=\n|$)/g;
/** `<i>`, `<font color=…>`, `{\an8}`, `{\pos(1,2)}`. */
const MARKUP = /<[^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}/g;
/** Breaks and hard blanks of ASS that were left in a text. */
const ESCAPED_BLANK = /\\[Nnh]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&lrm;': '',
  '&rlm;': '',
};
const ENTITY = /&(?:amp|lt|gt|quot|nbsp|lrm|rlm);/g;
/** Subtitles that roll up show a line again in the next entry, or in the one after that. */
const REMEMBERED_LINES = 2;

/**
 * The lines of a SubRip text without counters, times and markup. A line that an entry shortly before it showed already
 * is left out, and a line that only grows is kept in its last form.
 */
export function subtitleLines(subRip: string): string[] {
  const lines = subRip
    .replaceAll('\r\n', '\n')
    .replaceAll(ENTRY_HEAD, '\n')
    .replaceAll(MARKUP, '')
    .replaceAll(ESCAPED_BLANK, ' ')
    .replaceAll(ENTITY, (entity) => ENTITIES[entity] ?? entity)
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
  const kept: string[] = [];
  for (const line of lines) {
    const last = kept.at(-1);
    if (kept.slice(-REMEMBERED_LINES).includes(line)) continue;
    if (last !== undefined && line.startsWith(`${last} `)) kept[kept.length - 1] = line;
    else kept.push(line);
  }
  return kept;
}
