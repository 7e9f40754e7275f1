import { safeText } from '../safe-text.js';

/** Invisible characters, among them the tag letters that smuggle ASCII, and halves of broken characters. */
const INVISIBLE = /(?![\u200C\u200D])\p{Cf}|\p{Cs}/gu;

/**
 * Chat templates of local models read `<|im_end|>`, `</s>` or `[INST]` as control tokens wherever they stand, and our
 * own fence is made of angle brackets: a stranger's text holds neither kind. Wide and small forms are there because
 * some tokenizers fold them into the plain ones.
 */
const BRACKETS: Readonly<Record<string, string>> = {
  '<': '‹',
  '＜': '‹',
  '﹤': '‹',
  '>': '›',
  '＞': '›',
  '﹥': '›',
  '[': '(',
  '［': '(',
  ']': ')',
  '］': ')',
};
const BRACKET = /[<＜﹤>＞﹥[［\]］]/gu;

/** Units looked at for each character kept: room for spaces and invisible characters that fall away. */
const SLACK = 4;

/**
 * A stranger's text as one plain line for a prompt: no control, invisible or broken characters, no angle or square
 * brackets, composed (NFC), cut to `maximumLength` characters.
 */
export function untrustedText(text: string, maximumLength: number): string {
  const visible = text
    .slice(0, SLACK * maximumLength)
    .replace(INVISIBLE, '')
    .normalize('NFC');
  const harmless = visible.replace(BRACKET, (bracket) => BRACKETS[bracket] ?? '');
  return safeText(harmless, maximumLength);
}
