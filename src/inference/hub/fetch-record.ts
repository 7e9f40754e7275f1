import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../core/parse-json.js';
import { readOptionalText } from './optional-text.js';

/** Beside every model that was downloaded. */
export const FETCH_RECORD_FILE = 'vidtoken-model.json';

const fetchRecordSchema = z.object({
  /** Id on the hub. */
  model: z.string().min(1),
  /** Commit that all files are from. */
  commit: z.string().min(1),
  /** By path inside the folder, with `/`. */
  files: z.record(
    z.string(),
    z.object({ sizeBytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/** Where the files of a model folder came from. */
export type FetchRecord = z.infer<typeof fetchRecordSchema>;

/** `undefined` for a folder that a person made, and for a record that cannot be read: it is a note, not a need. */
export async function readFetchRecord(folder: string): Promise<FetchRecord | undefined> {
  const text = await readOptionalText(join(folder, FETCH_RECORD_FILE));
  return text === undefined ? undefined : fetchRecordSchema.safeParse(parseJson(text)).data;
}
