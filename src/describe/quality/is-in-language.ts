import { plainWords } from './plain-words.js';

/** Small words of languages in Latin letters that hardly any text does without; words that two of them share are left out. */
const SMALL_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  english: new Set(
    'the and of is are with to it its this that from by for on at their his her while who which'.split(' '),
  ),
  german: new Set(
    'der die das und ist ein eine einer einem einen mit auf im dem den von zu sich wird nicht'.split(' '),
  ),
  french: new Set(
    'le la les des du une est et dans avec sur pour qui au aux il elle sont ses leur'.split(' '),
  ),
  spanish: new Set('el los las una del y es en con para por que su sus se al está están mientras'.split(' ')),
  italian: new Set(
    'il lo gli della del di che è sono una con per nel nella su mentre si sul alla'.split(' '),
  ),
  portuguese: new Set('o os uma do da dos das e é em com para por que no na um seu sua são está'.split(' ')),
  dutch: new Set(
    'het een en van zijn met op de voor niet wordt aan door die naar hij zij terwijl'.split(' '),
  ),
};
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  russian: /\p{Script=Cyrillic}/gu,
  ukrainian: /\p{Script=Cyrillic}/gu,
  greek: /\p{Script=Greek}/gu,
  hebrew: /\p{Script=Hebrew}/gu,
  arabic: /\p{Script=Arabic}/gu,
  persian: /\p{Script=Arabic}/gu,
  hindi: /\p{Script=Devanagari}/gu,
  thai: /\p{Script=Thai}/gu,
  korean: /\p{Script=Hangul}/gu,
  chinese: /\p{Script=Han}/gu,
  japanese: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu,
};
const LATIN = /\p{Script=Latin}/gu;
const QUOTATION = /"[^"]*"|“[^”]*”|‘[^’]*’|«[^»]*»/gu;

/** Share of the letters that must belong to the script; names and quotations may be foreign. */
const SCRIPT_SHARE = 0.6;
/** Small words of another language that are no accident, and how far they must outnumber those of the wanted one. */
const FEWEST_SMALL_WORDS = 3;
const LEAD = 2;

/**
 * A light check by script and small words: `false` only when a text is clearly in another language. Limits: texts of a
 * few words pass, Latin languages without a list pass for each other, and a language that is not known passes always.
 *
 * @param language English name, such as `English` or `Japanese`
 */
export function isInLanguage(text: string, language: string): boolean {
  const wanted = language.trim().toLowerCase();
  const script = Object.hasOwn(SMALL_WORDS, wanted) ? LATIN : SCRIPTS[wanted];
  if (script === undefined) return true;
  const own = text.replace(QUOTATION, ' ');
  const letters = own.match(/\p{L}/gu)?.length ?? 0;
  if (letters > 0 && (own.match(script)?.length ?? 0) / letters < SCRIPT_SHARE) return false;
  if (script !== LATIN) return true;
  const words = plainWords(own);
  const count = (name: string): number => words.filter((word) => SMALL_WORDS[name]?.has(word)).length;
  const most = Math.max(...Object.keys(SMALL_WORDS).map((name) => (name === wanted ? 0 : count(name))));
  return most < FEWEST_SMALL_WORDS || most <= LEAD * count(wanted);
}
