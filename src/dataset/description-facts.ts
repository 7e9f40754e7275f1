import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { DescriptionFacts } from '../core/description-facts.js';
import { messageOf, VidtokenError } from '../core/errors.js';
import { readLines, type TextLine } from './read-lines.js';

const MAX_LINE_BYTES = 1 << 18;

const phrase = z.string().trim().min(1);
const factsLine = z.strictObject({
  id: z.string().min(1),
  must: z.array(z.array(phrase).min(1)).min(1),
  mustNot: z.array(phrase),
});

/**
 * Reads a facts file: one object a line, `{"id": …, "must": [["dog", "dogs"], ["bark", "barking"]], "mustNot":
 * ["music"]}`. Each fact of `must` is a list of alternatives; blank lines are skipped.
 *
 * @throws VidtokenError `configuration` that names the line for a file that cannot be read, is empty, not of that
 *   form, or names an id twice
 */
export async function readDescriptionFacts(path: string): Promise<DescriptionFacts[]> {
  const facts: DescriptionFacts[] = [];
  const ids = new Set<string>();
  for (const line of await linesOf(path)) {
    if ('text' in line && line.text.trim() === '') continue;
    const parsed = parseLine(line, path);
    if (ids.has(parsed.id))
      throw invalidFacts(path, `line ${line.number} names the id "${parsed.id}" a second time`);
    ids.add(parsed.id);
    facts.push(parsed);
  }
  if (facts.length === 0) throw invalidFacts(path, 'it holds no facts');
  return facts;
}

async function linesOf(path: string): Promise<TextLine[]> {
  const lines: TextLine[] = [];
  try {
    for await (const line of readLines(createReadStream(path), MAX_LINE_BYTES)) lines.push(line);
  } catch (error) {
    throw invalidFacts(path, messageOf(error), error);
  }
  return lines;
}

function parseLine(line: TextLine, path: string): DescriptionFacts {
  if ('problem' in line) throw invalidFacts(path, `line ${line.number}: ${line.problem}`);
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    throw invalidFacts(path, `line ${line.number}: ${messageOf(error)}`, error);
  }
  const { data, error } = factsLine.safeParse(value);
  if (data === undefined) throw invalidFacts(path, `line ${line.number}: ${z.prettifyError(error)}`);
  return data;
}

function invalidFacts(path: string, reason: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The facts file ${path} cannot be used: ${reason}.`,
    hint: 'Each line is {"id": "…", "must": [["word", "other word"], …], "mustNot": ["word", …]}.',
    facts: { path },
    cause,
  });
}
