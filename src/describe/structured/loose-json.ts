/** Nesting that an answer may have; deeper ones are not answers to anything that was asked. */
const DEEPEST = 8;
/** Opening braces tried before giving up: text around an object may hold some. */
const MOST_STARTS = 32;

const BARE = /[^\s,:{}[\]"']+/y;
const SPACE = /\s*/y;
/** A quotation mark ends a text where the text of an object goes on behind it. */
const AFTER_TEXT = /\s*(?:[,:}\]]|$)/y;
const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '‘': '’' };
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  True: true,
  False: false,
  None: null,
};

interface Parsed {
  readonly value: unknown;
  /** Index behind it. */
  readonly end: number;
}

/**
 * The outermost objects in a text that is almost JSON: other text around them, code fences, trailing commas, single or
 * typographic quotation marks, quotation marks and line ends inside texts, bare keys, `None`. Anything else that is
 * broken is left out, nothing is thrown.
 */
export function looseJsonObjects(text: string): Record<string, unknown>[] {
  const objects: Record<string, unknown>[] = [];
  let start = text.indexOf('{');
  for (let tried = 0; start !== -1 && tried < MOST_STARTS; tried += 1) {
    const parsed = parseValue({ text, at: start, depth: 0 });
    if (isRecord(parsed?.value)) objects.push(parsed.value);
    start = text.indexOf('{', parsed?.end ?? start + 1);
  }
  return objects;
}

interface Place {
  readonly text: string;
  readonly at: number;
  readonly depth: number;
}

function parseValue(place: Place): Parsed | undefined {
  const first = place.text[place.at] ?? '';
  if (place.depth > DEEPEST) return undefined;
  if (first === '{') return parseObject(place);
  if (first === '[') return parseList(place);
  if (Object.hasOwn(CLOSING, first)) return parseText(place);
  return parseBare(place);
}

function parseObject({ text, at, depth }: Place): Parsed | undefined {
  const entries: [string, unknown][] = [];
  let next = skipSpace(text, at + 1);
  while (text[next] !== '}') {
    const key = parseValue({ text, at: next, depth: depth + 1 });
    if (key === undefined) return undefined;
    const colon = skipSpace(text, key.end);
    if (text[colon] !== ':') return undefined;
    const value = parseValue({ text, at: skipSpace(text, colon + 1), depth: depth + 1 });
    if (value === undefined) return undefined;
    entries.push([String(key.value), value.value]);
    next = skipSpace(text, value.end);
    if (text[next] === ',') next = skipSpace(text, next + 1);
    else if (text[next] !== '}') return undefined;
  }
  return { value: Object.fromEntries(entries), end: next + 1 };
}

function parseList({ text, at, depth }: Place): Parsed | undefined {
  const items: unknown[] = [];
  let next = skipSpace(text, at + 1);
  while (text[next] !== ']') {
    const item = parseValue({ text, at: next, depth: depth + 1 });
    if (item === undefined) return undefined;
    items.push(item.value);
    next = skipSpace(text, item.end);
    if (text[next] === ',') next = skipSpace(text, next + 1);
    else if (text[next] !== ']') return undefined;
  }
  return { value: items, end: next + 1 };
}

function parseText({ text, at }: Place): Parsed | undefined {
  const closing = CLOSING[text[at] ?? ''];
  let value = '';
  for (let next = at + 1; next < text.length; next += 1) {
    const character = text[next] ?? '';
    if (character === '\\') {
      const escaped = readEscape(text, next + 1);
      value += escaped.value;
      next = escaped.end - 1;
    } else if (character === closing && matchAt(AFTER_TEXT, text, next + 1) !== undefined) {
      return { value, end: next + 1 };
    } else {
      value += character;
    }
  }
  return undefined;
}

function readEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  const letter = text[at] ?? '';
  const hex = /^[0-9a-fA-F]{4}$/.exec(text.slice(at + 1, at + 5))?.[0];
  if (letter === 'u' && hex !== undefined)
    return { value: String.fromCharCode(Number.parseInt(hex, 16)), end: at + 5 };
  return { value: ESCAPED[letter] ?? letter, end: at + 1 };
}

function parseBare({ text, at }: Place): Parsed | undefined {
  const word = matchAt(BARE, text, at);
  if (word === undefined) return undefined;
  const number = Number(word);
  const value = Object.hasOwn(WORDS, word) ? WORDS[word] : Number.isNaN(number) ? word : number;
  return { value, end: at + word.length };
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(SPACE, text, at)?.length ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
