import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VidtokenError } from '../../core/errors.js';
import { chooseFiles } from './choose-files.js';
import { partialPath } from './download-file.js';
import { digestFile } from './file-digest.js';
import { downloadFolder } from './find-model.js';
import type { HubConnection } from './hub-connection.js';
import { isHubId } from './hub-id.js';
import { type HubFile, listFiles } from './list-files.js';

/** Which model to download, from where to where. */
export interface FetchChoice {
  /** Id on the hub, `organisation/name`. */
  readonly model: string;
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string;
  /** Number format of the weights. Default: of each graph the one of the smallest loss. */
  readonly dtype?: string;
  /** Absolute; the model goes to `<weights>/<organisation>/<name>`. */
  readonly weightsFolder: string;
  readonly connection: HubConnection;
  /** So long may the server say nothing. Default 60,000. */
  readonly stallMs?: number;
  readonly signal: AbortSignal;
}

export interface PlannedFile extends HubFile {
  /** `other`: there is a file, but with other bytes. */
  readonly state: 'present' | 'missing' | 'other';
  /** Of `sizeBytes`, what an interrupted download left. */
  readonly partialBytes: number;
  /** Of the bytes that are present. */
  readonly sha256?: string;
}

export interface FetchPlan {
  readonly model: string;
  /** Commit that the revision means now. */
  readonly commit: string;
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly PlannedFile[];
}

const DEFAULT_REVISION = 'main';
export const DEFAULT_STALL_MS = 60_000;

/**
 * What a download would bring. Asks the hub for its list and looks at what is there; writes nothing.
 * @throws VidtokenError `invalid-value` for an id, revision or number format that cannot be; `download-failed`
 */
export async function planFetch(choice: FetchChoice): Promise<FetchPlan> {
  const { model, dtype, signal, connection } = choice;
  if (!isHubId(model)) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `"${model}" is not the id of a model on the hub.`,
      hint: 'An id looks like organisation/name, for example onnx-community/whisper-tiny.',
      facts: { model },
    });
  }
  const revision = choice.revision ?? DEFAULT_REVISION;
  const stallMs = choice.stallMs ?? DEFAULT_STALL_MS;
  const { commit, files } = await listFiles({ connection, model, revision, stallMs, signal });
  const folder = downloadFolder(choice);
  const planned: PlannedFile[] = [];
  for (const file of chooseFiles(files, { model, ...(dtype === undefined ? {} : { dtype }) })) {
    planned.push({ ...file, ...(await standing(join(folder, file.path), { file, signal })) });
  }
  return { model, commit, folder, files: planned };
}

async function standing(
  path: string,
  options: { readonly file: HubFile; readonly signal: AbortSignal },
): Promise<Omit<PlannedFile, keyof HubFile>> {
  const size = await sizeOf(path);
  if (size === options.file.sizeBytes) {
    const { matches, sha256 } = await digestFile(path, options);
    if (matches) return { state: 'present', partialBytes: 0, sha256 };
  }
  const partialBytes = Math.min((await sizeOf(partialPath(path))) ?? 0, options.file.sizeBytes);
  return { state: size === undefined ? 'missing' : 'other', partialBytes };
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
