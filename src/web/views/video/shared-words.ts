/** Words that every description has; a match of them says nothing. */
const COMMON = new Set(
  (
    'a an and are as at be by for from has have in into is it its of off on or that the their them then there this to ' +
    'was were which while with you your'
  ).split(' '),
);

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

export interface TextPart {
  readonly text: string;
  /** A word that the other text has too. */
  readonly isShared: boolean;
}

/** Cuts a text so that the words it shares with another one can be marked. The parts together are the text. */
export function markSharedWords(text: string, other: string): readonly TextPart[] {
  const known = new Set([...other.matchAll(WORD)].map(([word]) => word.toLowerCase()));
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    const lower = word.toLowerCase();
    if (!known.has(lower) || COMMON.has(lower)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), isShared: false });
    parts.push({ text: word, isShared: true });
    end = match.index + word.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), isShared: false });
  return parts;
}
