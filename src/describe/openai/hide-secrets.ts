/** Below this a "key" is a word such as `none` or `ollama`, and hiding it would tear holes into honest texts. */
const SHORTEST_SECRET = 8;
const HIDDEN = '[key]';
/** How keys look that some endpoints repeat in part when they refuse them. */
const KEY_SHAPES = /\b(?:Bearer|Basic)\s+[\w.~+/*=-]{8,}|\bsk-[\w*.-]{4,}/g;

/** Takes secrets out of texts that came from outside. */
export interface SecretHider {
  /** Of an answer: the secrets themselves, as they are and as in an address. */
  hide(text: string): string;
  /** Of an error: also everything that has the shape of a key. */
  hideInError(text: string): string;
}

export function secretHider(secrets: readonly (string | undefined)[]): SecretHider {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === undefined || secret.length < SHORTEST_SECRET) continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  const hide = (text: string): string => {
    let hidden = text;
    for (const form of forms) hidden = hidden.replaceAll(form, HIDDEN);
    return hidden;
  };
  return { hide, hideInError: (text) => hide(text).replace(KEY_SHAPES, HIDDEN) };
}
