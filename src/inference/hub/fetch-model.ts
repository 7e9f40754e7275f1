import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadFile, notWritten, partialPath } from './download-file.js';
import { FETCH_RECORD_FILE, type FetchRecord, readFetchRecord } from './fetch-record.js';
import type { FoundModel } from './find-model.js';
import { hubAddress } from './hub-connection.js';
import { readOptionalText } from './optional-text.js';
import {
  DEFAULT_STALL_MS,
  type FetchChoice,
  type FetchPlan,
  type PlannedFile,
  planFetch,
} from './plan-fetch.js';

/** How far a file is. */
export interface FetchProgress {
  readonly model: string;
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export interface FetchOptions extends FetchChoice {
  onProgress?(progress: FetchProgress): void;
}

export interface FetchedModel extends FoundModel {
  readonly commit: string;
  readonly files: readonly PlannedFile[];
}

/** The last one to come: a folder without it is no model. */
const LAST_FILE = 'config.json';

/**
 * Downloads what is missing of a model, all of one commit, and notes where it came from in `vidtoken-model.json`. What
 * is there already is left alone; an interrupted download goes on where it stopped.
 *
 * @throws VidtokenError `invalid-value`, `download-failed`, `disk-full`, `store-unwritable`; the signal's reason
 */
export async function fetchModel(options: FetchOptions): Promise<FetchedModel> {
  const plan = await planFetch(options);
  const { model, commit, folder, files } = plan;
  const isReplaced = files.some(({ state }) => state === 'other');
  if (isReplaced) await rm(join(folder, LAST_FILE), { force: true });
  const recorded: [string, FetchRecord['files'][string]][] = [];
  for (const file of lastFileLast(files)) {
    const isThere = file.sha256 !== undefined && !(isReplaced && file.path === LAST_FILE);
    const sha256 = isThere ? file.sha256 : await bring(file, { options, plan });
    recorded.push([file.path, { sizeBytes: file.sizeBytes, sha256 }]);
  }
  await writeRecord({ model, commit, files: Object.fromEntries(recorded) }, folder);
  return { id: model, folder, commit, files };
}

function lastFileLast(files: readonly PlannedFile[]): readonly PlannedFile[] {
  return [
    ...files.filter(({ path }) => path !== LAST_FILE),
    ...files.filter(({ path }) => path === LAST_FILE),
  ];
}

async function bring(
  file: PlannedFile,
  { options, plan }: { readonly options: FetchOptions; readonly plan: FetchPlan },
): Promise<string> {
  const { model, commit, folder } = plan;
  const { connection, signal, stallMs } = options;
  const place = file.path.split('/').map(encodeURIComponent).join('/');
  return downloadFile({
    address: hubAddress(connection, `${model}/resolve/${commit}/${place}`),
    path: join(folder, file.path),
    file,
    connection,
    signal,
    stallMs: stallMs ?? DEFAULT_STALL_MS,
    onBytes: (loadedBytes) =>
      options.onProgress?.({ model, file: file.path, loadedBytes, totalBytes: file.sizeBytes }),
  });
}

/** Files that an earlier download in another number format brought stay in the record as long as they fit. */
async function writeRecord(record: FetchRecord, folder: string): Promise<void> {
  const path = join(folder, FETCH_RECORD_FILE);
  const before = await readFetchRecord(folder);
  const kept = before?.commit === record.commit ? before.files : {};
  const text = `${JSON.stringify({ ...record, files: { ...kept, ...record.files } }, null, 2)}\n`;
  if ((await readOptionalText(path)) === text) return;
  try {
    await writeFile(partialPath(path), text);
    await rename(partialPath(path), path);
  } catch (error) {
    throw notWritten(path, error);
  }
}
