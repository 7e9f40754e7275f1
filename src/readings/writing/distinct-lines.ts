/** Letters and digits that a line needs: less is dirt in the picture. */
const FEWEST_SIGNS = 2;
const SIGN = /[\p{L}\p{N}]/gu;

/**
 * Lines in the order of their first sight. Lines that differ in case, blanks or punctuation only are one, and a line
 * that is the beginning of another (writing that appears letter by letter) gives way to it.
 */
export function distinctLines(lines: readonly string[]): string[] {
  const kept: { readonly line: string; readonly plain: string }[] = [];
  for (const raw of lines) {
    const line = raw.replaceAll(/\s+/g, ' ').trim();
    const plain = line.toLowerCase().match(SIGN)?.join('') ?? '';
    if (plain.length < FEWEST_SIGNS || kept.some((each) => each.plain.startsWith(plain))) continue;
    const beginning = kept.findIndex((each) => plain.startsWith(each.plain));
    if (beginning === -1) kept.push({ line, plain });
    else kept[beginning] = { line, plain };
  }
  return kept.map(({ line }) => line);
}
