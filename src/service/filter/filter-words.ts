/** A piece of a filter's text and the 1-based character at which it begins. */
export type FilterWord =
  | { readonly kind: 'word'; readonly text: string; readonly position: number }
  | { readonly kind: 'sign'; readonly text: string; readonly position: number }
  | { readonly kind: 'number'; readonly text: string; readonly value: number; readonly position: number }
  | { readonly kind: 'text'; readonly text: string; readonly value: string; readonly position: number }
  | { readonly kind: 'end'; readonly text: string; readonly position: number };

/** Raised with what is wrong at which character; the reader of the filter makes a problem of it. */
export class FilterFault extends Error {
  readonly position: number;
  readonly wrong: string;

  constructor(position: number, wrong: string) {
    super(wrong);
    this.position = position;
    this.wrong = wrong;
  }
}

/** Each is tried at one place only and has one way to match, so reading takes time in proportion to the length. */
const SPACE = /\s+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_-]*/y;
const NUMBER = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SIGN = /!=|<=|>=|[=<>(),.]/y;
/** Half of a character that needs two: it has no bytes in UTF-8, and would be another character in the tables. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Cuts a filter into words, numbers, quoted texts and signs; the last one is the end. @throws FilterFault */
export function filterWords(text: string): FilterWord[] {
  const words: FilterWord[] = [];
  let index = skipSpace(text, 0);
  while (index < text.length) {
    const word = wordAt(text, index);
    words.push(word);
    index = skipSpace(text, index + word.text.length);
  }
  return [...words, { kind: 'end', text: '', position: text.length + 1 }];
}

function wordAt(text: string, index: number): FilterWord {
  const position = index + 1;
  if (text[index] === '"') return quotedAt(text, index);
  const word = matchAt(WORD, text, index);
  if (word !== undefined) return { kind: 'word', text: word, position };
  const number = matchAt(NUMBER, text, index);
  if (number !== undefined)
    return { kind: 'number', text: number, value: numberOf(number, position), position };
  const sign = matchAt(SIGN, text, index);
  if (sign !== undefined) return { kind: 'sign', text: sign, position };
  const hint = text[index] === "'" ? ': texts stand in double quotes' : '';
  throw new FilterFault(position, `unexpected character ${JSON.stringify(characterAt(text, index))}${hint}`);
}

/** A text is written as in JSON, with its escapes. */
function quotedAt(text: string, start: number): FilterWord {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  const position = start + 1;
  if (end >= text.length) throw new FilterFault(position, 'this text is never closed, a " is missing');
  const quoted = text.slice(start, end + 1);
  return { kind: 'text', text: quoted, value: unquoted(quoted, position), position };
}

function unquoted(quoted: string, position: number): string {
  try {
    return String(JSON.parse(quoted)).replaceAll(LONE_SURROGATE, '\uFFFD');
  } catch {
    throw new FilterFault(
      position,
      'this text is not written as in JSON; \\" \\\\ \\n \\t and \\u00e9 are understood, line breaks must be written as \\n',
    );
  }
}

function numberOf(text: string, position: number): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new FilterFault(position, `${text} is too large for a number`);
  // The tables order −0 before 0, JavaScript does not.
  return value === 0 ? 0 : value;
}

function characterAt(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index) ?? 0);
}

function skipSpace(text: string, index: number): number {
  return index + (matchAt(SPACE, text, index)?.length ?? 0);
}

function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}
