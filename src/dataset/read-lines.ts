/** One line of a text file, without its line end. */
export type TextLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: string };

const NEWLINE = 0x0a;

/**
 * Splits a stream of bytes into numbered lines (LF or CRLF). A line longer than `maxBytes`, or one that is not
 * UTF-8, comes back as a problem, and reading goes on after it; memory never exceeds one such line.
 * A byte order mark at the start is dropped.
 */
export async function* readLines(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<TextLine, void, void> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let number = 1;
  const take = (part: Buffer): void => {
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
  };
  const finish = (): TextLine => {
    const line = bytes > maxBytes ? tooLong(number, maxBytes) : decode(number, Buffer.concat(parts));
    parts = [];
    bytes = 0;
    number += 1;
    return line;
  };
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at));
      yield finish();
      from = at + 1;
    }
    take(chunk.subarray(from));
  }
  if (bytes > 0) yield finish();
}

function tooLong(number: number, maxBytes: number): TextLine {
  return { number, problem: `the line is longer than ${maxBytes} bytes` };
}

function decode(number: number, bytes: Buffer): TextLine {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: number > 1 }).decode(bytes);
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { number, problem: 'the line is not UTF-8 text' };
  }
}
