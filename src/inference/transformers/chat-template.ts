import { join } from 'node:path';
import { z } from 'zod';
import { readOptionalText } from '../hub/optional-text.js';

const templateSchema = z.object({ chat_template: z.string().min(1) });

/**
 * The chat template that lies beside a tokenizer instead of in it: `chat_template.jinja`, or `chat_template.json` of
 * older models. `undefined` without either.
 */
export async function chatTemplate(folder: string): Promise<string | undefined> {
  const plain = await readOptionalText(join(folder, 'chat_template.jinja'));
  if (plain !== undefined) return plain;
  const text = await readOptionalText(join(folder, 'chat_template.json'));
  return text === undefined ? undefined : templateSchema.parse(JSON.parse(text)).chat_template;
}
