import { addressesModel, DICTATING_VERBS } from './instruction-cues.js';
import { plainWords } from './plain-words.js';

/** Words that an instruction wants to see in an answer. */
export interface Payload {
  readonly words: readonly string[];
  /**
   * `whole`: a telling phrase or code, wherever it stands. `run`: dictated speech, of which a few words in a row are
   * telling. `alone`: an everyday word that is telling only where it is all that a field says.
   */
  readonly match: 'whole' | 'run' | 'alone';
}

const QUOTED =
  /"([^"]{2,200})"|“([^”]{2,200})”|„([^“”]{2,200})[“”]|‘([^’]{2,200})’|«([^»]{2,200})»|(?<!\p{L})'([^']{2,200})'(?!\p{L})/gu;
const ADDRESS =
  /\b(?:https?:\/\/|www\.)[^\s"'<>]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|dev|app|xyz|info|example|test)\b(?:\/[^\s"'<>]*)?/giu;
/** `PWNED-4711`, `XJ9_TOKEN`, `a7f3k2`, `LuckySpin`, `HACKED`: no words of everyday language. */
const CODE =
  /\b(?=[\w-]*[A-Z\d])[A-Za-z\d]+(?:[-_][A-Za-z\d]+)+\b|\b(?=\w*\d)(?=\w*[A-Za-z])\w{5,}\b|\b[A-Z][a-z]+[A-Z]\w*|\b[A-Z][A-Z\d]{3,}\b/g;
/** A single word that is called one, "the word abracadabra", or that is to come first or last. */
const NAMED_WORD =
  /\b(?:the (?:single )?(?:word|token|name|code|password)(?:\s+is)?|(?:start|begin|end)s? with)\s*[:=]?\s+(\p{L}[\p{L}\p{N}]{2,})/giu;
const FILLER =
  'only|just|exactly|with|by|that|back|the|a|an|word|words|phrase|text|sentence|token|code|following|number|is|are|being|as|to|in|of|on|at|your|its|every|each|all|any|this|it|clip|video|answer|summary|description|fields?|mood|themes?';
/** Where dictation begins: behind an ordering verb and what goes with it, "the phrase", "as", a colon, an equals sign. */
const OPENING = new RegExp(
  `\\b(?:${DICTATING_VERBS}|dites|di|escribe|schreibe|phrase|sentence|slogan|as|that)\\b(?:\\s+(?:${FILLER})\\b)*|[:=(]`,
  'giu',
);
const DICTATED = /^[\s"“„«‘'‹(]*([^.!?;:="“”„«»{}()‹›]{3,160})/u;
const BASE64 = /[A-Za-z\d+/]{16,}={0,2}/g;
const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{Zs}\p{S}\n]+$/u;

/** Upper-case words that instructions themselves are made of. */
const CUE_WORDS = new Set(
  'ignore disregard forget override previous prior above earlier instruction instructions prompt prompts rule rules system assistant model output print write reply respond answer repeat json field fields summary description important attention warning urgent note only just exactly with nothing else this that your must please video todo'.split(
    ' ',
  ),
);
const FEWEST_DICTATED_WORDS = 3;
const MOST_WORDS = 16;
/** Sentences before and after one that speaks to a model which may hold what it wants. */
const BEFORE = 1;
const AFTER = 2;

/** What the instructions in strangers' texts want an answer to say; nothing for texts that hold no instruction. */
export function instructionPayloads(texts: readonly string[]): Payload[] {
  const readable = texts.flatMap((text) => [text, ...decoded(text)]);
  return readable.flatMap((text) => instructionWindows(text).flatMap(payloadsOf));
}

function payloadsOf(text: string): Payload[] {
  const quoted = groupsOf(text, QUOTED);
  const addresses = (text.match(ADDRESS) ?? []).map((address) => address.replace(/^https?:\/\//i, ''));
  const isShouted = text === text.toUpperCase();
  const codes = (text.match(CODE) ?? []).filter(
    (code) => !CUE_WORDS.has(code.toLowerCase()) && !(isShouted && /^[A-Z]+$/.test(code)),
  );
  const dictated = [...text.matchAll(OPENING)]
    .map((opening) => DICTATED.exec(text.slice(opening.index + opening[0].length))?.[1] ?? '')
    .filter((phrase) => plainWords(phrase).length >= FEWEST_DICTATED_WORDS);
  return [
    ...[...addresses, ...codes, ...groupsOf(text, NAMED_WORD)].map((phrase) => payload(phrase, 'whole')),
    ...quoted.map((phrase) => payload(phrase, /^\p{Lu}?\p{Ll}+[.!?]?$/u.test(phrase) ? 'alone' : 'whole')),
    ...dictated.map((phrase) => payload(phrase, 'run')),
  ].filter(({ words }) => words.length > 0);
}

function groupsOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(
    (match) => match.slice(1).find((group) => group !== undefined) ?? '',
  );
}

function payload(phrase: string, match: Payload['match']): Payload {
  return { words: plainWords(phrase).slice(0, MOST_WORDS), match };
}

/** The parts of a text around the sentences that speak to a model. */
function instructionWindows(text: string): string[] {
  const sentences = text.split(/(?<=[.!?;\n。])\s+/u);
  const cued = sentences.map(addressesModel);
  const window = sentences.filter((_, index) =>
    cued.slice(Math.max(0, index - AFTER), index + BEFORE + 1).includes(true),
  );
  return window.length === 0 ? [] : [window.join(' ')];
}

/** Readable texts in base64 within a text. */
function decoded(text: string): string[] {
  return (text.match(BASE64) ?? [])
    .map((code) => Buffer.from(code, 'base64').toString('utf8'))
    .filter((plain) => PRINTABLE.test(plain));
}
