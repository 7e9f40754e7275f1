import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf, VidtokenError } from '../core/errors.js';

/** What may stand in the file of `--describer-settings`; `DescriberSettings` says what each means. */
const describerSettingsSchema = z.strictObject({
  model: z.string().min(1).exactOptional(),
  frameCount: z.number().int().min(1).max(64).exactOptional(),
  frameMaxSidePixels: z.number().int().min(64).max(2048).exactOptional(),
  contactSheet: z.boolean().exactOptional(),
  maxOutputTokens: z.number().int().min(16).max(32_768).exactOptional(),
  temperature: z.number().min(0).max(2).exactOptional(),
  language: z.string().min(1).exactOptional(),
  callTimeoutMs: z.number().int().min(1000).exactOptional(),
  concurrency: z.number().int().min(1).max(256).exactOptional(),
  dtype: z.string().min(1).exactOptional(),
  device: z.string().min(1).exactOptional(),
  task: z.enum(['image-text-to-text', 'image-to-text']).exactOptional(),
  confidenceFloor: z.number().min(0).max(1).exactOptional(),
});
export type DescriberSettingsFile = z.infer<typeof describerSettingsSchema>;

/** @throws VidtokenError `configuration` naming the file and the field */
export async function readDescriberSettings(path: string): Promise<DescriberSettingsFile> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw unusable(path, messageOf(error), error);
  }
  const parsed = describerSettingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unusable(path, z.prettifyError(parsed.error), parsed.error);
}

function unusable(path: string, reason: string, cause: unknown): VidtokenError {
  return new VidtokenError({
    code: 'configuration',
    message: `The describer settings ${path} cannot be used: ${reason}.`,
    hint: `Known fields: ${Object.keys(describerSettingsSchema.shape).join(', ')}.`,
    facts: { path },
    cause,
  });
}
