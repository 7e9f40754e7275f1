import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../../core/errors.js';

const imageConfigSchema = z.object({ id2label: z.record(z.string().regex(/^\d+$/), z.string().min(1)) });

/** `index,mid,display_name`, the name in double quotes where it holds a comma. */
const CLASS_MAP_LINE = /^(?<index>\d+),[^,]+,(?:"(?<quoted>[^"]+)"|(?<plain>[^",]+))$/;

/**
 * The class names of a transformers model folder, by `id2label` of its `config.json`.
 * @throws VidtokenError `configuration` when the file is not of that form or does not name every class
 */
export async function readImageLabels(path: string): Promise<readonly string[]> {
  const text = await readText(path);
  const { data, error } = imageConfigSchema.safeParse(parsedJson(text, path));
  if (data === undefined) throw unusableLabels(path, z.prettifyError(error));
  const pairs = Object.entries(data.id2label).map(([index, name]) => ({ index: Number(index), name }));
  return inOrder(pairs, path);
}

/**
 * The class names of YAMNet, by its `class_map.csv` with the columns index, mid and display_name.
 * @throws VidtokenError `configuration` when the file is not of that form or does not name every class
 */
export async function readSoundLabels(path: string): Promise<readonly string[]> {
  const [, ...lines] = (await readText(path)).trim().split(/\r?\n/);
  const pairs = lines.map((line) => {
    const { index, quoted, plain } = CLASS_MAP_LINE.exec(line)?.groups ?? {};
    const name = quoted ?? plain;
    if (name === undefined) throw unusableLabels(path, `the line "${line}" is not index,mid,display_name`);
    return { index: Number(index), name };
  });
  return inOrder(pairs, path);
}

function inOrder(
  pairs: readonly { readonly index: number; readonly name: string }[],
  path: string,
): string[] {
  const sorted = [...pairs].sort((left, right) => left.index - right.index);
  const gap = sorted.findIndex(({ index }, place) => index !== place);
  if (sorted.length === 0 || gap !== -1) {
    throw unusableLabels(path, `class ${Math.max(gap, 0)} has no name, or another class has its number`);
  }
  return sorted.map(({ name }) => name);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unusableLabels(path, messageOf(error), error);
  }
}

function parsedJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusableLabels(path, messageOf(error), error);
  }
}

function unusableLabels(path: string, reason: string, cause?: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The class names in ${path} cannot be used: ${reason}.`,
    hint: 'Put the file that came with the model back beside it.',
    facts: { path },
    cause,
  });
}
