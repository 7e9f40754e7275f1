import { basename, join, resolve } from 'node:path';
import { readFetchRecord } from './fetch-record.js';
import { isHubId } from './hub-id.js';
import { isFile } from './optional-text.js';

/** A pretrained model on this disk: a folder with a `config.json`. */
export interface FoundModel {
  /** Absolute. */
  readonly folder: string;
  /** Its name on the hub where that is known, else the name of its folder. */
  readonly id: string;
}

/** Which model, by whatever a person calls it. */
export interface ModelChoice {
  /** Absolute folder with one folder for each pretrained model; it need not exist. */
  readonly weightsFolder: string;
  /** Hub id (`organisation/name`), name of a folder in the weights folder, or path of a folder. */
  readonly model: string;
}

/**
 * Looks a model up in `<weights>/<organisation>/<name>`, then `<weights>/<name>` unless that was downloaded under
 * another id, then as a path; what starts with `/` or `.` is only a path. Only a folder with a `config.json` counts:
 * it is the last file that a download writes.
 */
export async function findModel({ weightsFolder, model }: ModelChoice): Promise<FoundModel | undefined> {
  const named = isHubId(model) ? [join(weightsFolder, model), join(weightsFolder, basename(model))] : [];
  for (const folder of named) {
    if (!(await isFile(join(folder, 'config.json')))) continue;
    const record = await readFetchRecord(folder);
    if (!model.includes('/')) return { folder, id: record?.model ?? model };
    if (record === undefined || record.model === model) return { folder, id: model };
  }
  const folder = resolve(model);
  if (!(await isFile(join(folder, 'config.json')))) return undefined;
  return { folder, id: (await readFetchRecord(folder))?.model ?? basename(folder) };
}

/** Where a download of the model goes: `<weights>/<organisation>/<name>`. */
export function downloadFolder({ weightsFolder, model }: ModelChoice): string {
  return join(weightsFolder, model);
}
