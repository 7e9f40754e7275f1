import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../core/errors.js';

const frontMatterSchema = z.strictObject({
  task: z.string().min(1),
  version: z.coerce.number().int().positive(),
  schema: z.string().min(1).exactOptional(),
  maxTokens: z.coerce.number().int().positive().exactOptional(),
});

/** Text with front-matter from the `prompts` folder. A file that was used is never edited: it gets a new version. */
export interface PromptFile {
  readonly task: string;
  readonly version: number;
  /** Name of the shape that answers must have; absent for templates that ask no model. */
  readonly schema?: string;
  /** Upper limit of an answer in tokens; absent for templates that ask no model. */
  readonly maxTokens?: number;
  /** Everything after the front-matter. */
  readonly body: string;
  /** SHA-256 of the whole file with Unix line ends, first 16 hex digits. */
  readonly hash: string;
}

const HASH_DIGITS = 16;
const FILE_PATTERN = /^---\n(?<frontMatter>[\s\S]*?)\n---\n(?<body>[\s\S]*)$/;
const LINE_PATTERN = /^(?<key>[a-zA-Z]+):\s*(?<value>\S.*)$/;

/**
 * Reads `<promptsFolder>/<name>`: lines of `key: value` (task, version and, for a model, schema and
 * maxTokens) between two lines of `---`, then the text.
 * @throws VidtokenError `configuration` when the file is missing or not of that form
 */
export async function readPromptFile(promptsFolder: string, name: string): Promise<PromptFile> {
  const path = join(promptsFolder, name);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    throw new VidtokenError({
      code: 'configuration',
      message: `The prompt file ${path} cannot be read: ${messageOf(error)}.`,
      hint: 'Point the prompts folder to the one that came with vidtoken, or reinstall it.',
      facts: { path },
      cause: error,
    });
  }
  return parsePromptFile(content, path);
}

/** @param path only names the file in errors */
export function parsePromptFile(content: string, path: string): PromptFile {
  const text = content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const parts = FILE_PATTERN.exec(text)?.groups;
  if (parts === undefined)
    throw invalidPrompt(path, 'it does not start with front-matter between two lines of ---');
  const entries = (parts.frontMatter ?? '').split('\n').map((line) => {
    const groups = LINE_PATTERN.exec(line)?.groups;
    if (groups === undefined)
      throw invalidPrompt(path, `the front-matter line "${line}" is not "key: value"`);
    return [groups.key, groups.value?.trim()];
  });
  const frontMatter = frontMatterSchema.safeParse(Object.fromEntries(entries));
  if (!frontMatter.success) throw invalidPrompt(path, z.prettifyError(frontMatter.error));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
  return { ...frontMatter.data, body: parts.body ?? '', hash };
}

/** The error of a prompt file whose content is not as it must be. */
export function invalidPrompt(path: string, reason: string): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The prompt file ${path} is not valid: ${reason}.`,
    hint: 'Restore it from the release, or write a new version beside it.',
    facts: { path },
  });
}
