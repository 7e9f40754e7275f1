const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const QUOTES = new Set(["'", '"', '`']);
/** Comments, a second statement, and `$`: dollar quotes would hide brackets from this scanner. */
const FORBIDDEN = ['--', '/*', ';', '$'];

/**
 * Why a condition that a person typed cannot stand in brackets beside others; `undefined` when it can. The
 * planner stops reading at the end of the first expression, so a closing bracket too many would cut off every
 * condition behind it. A doubled quote inside quotes reads as the end of one text and the start of the next.
 */
export function conditionFault(condition: string): string | undefined {
  const open: string[] = [];
  for (let index = 0; index < condition.length; index += 1) {
    const character = condition.charAt(index);
    const forbidden = FORBIDDEN.find((text) => condition.startsWith(text, index));
    if (forbidden !== undefined) return `"${forbidden}" is not allowed outside quotes`;
    if (QUOTES.has(character)) {
      const end = condition.indexOf(character, index + 1);
      if (end < 0) return `the quote ${character} is never closed`;
      index = end;
    } else if (CLOSING[character] !== undefined) {
      open.push(CLOSING[character]);
    } else if (Object.values(CLOSING).includes(character) && open.pop() !== character) {
      return `the bracket "${character}" was never opened`;
    }
  }
  return open.length === 0 ? undefined : `a bracket is never closed: "${open.at(-1)}" is missing`;
}
