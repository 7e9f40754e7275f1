import path from 'node:path';
import { messageOf } from '../core/errors.js';
import type { VideoMetadata } from '../core/media.js';
import { folderNames } from './folder-names.js';
import { inspectPath } from './inspect-path.js';
import { type ManifestEntry, readManifest } from './manifest.js';
import type { ScanEntry, ScanFailure, ScanOptions } from './scan-entry.js';
import { extensionOf, isSideCar } from './side-car.js';

export type { ScanEntry, ScanFailure, ScanNote, ScanOptions } from './scan-entry.js';

const MANIFEST_EXTENSIONS = new Set(['jsonl', 'ndjson']);
const FOLDER_MANIFEST = 'manifest.jsonl';

/**
 * Finds the inputs under folders, single files and manifests, in the order of `paths`.
 *
 * - A folder is walked recursively, sorted by name. Hidden names and side-car files (`isSideCar`) are passed
 *   over; everything else, whatever its name, comes back as a file or as a failure. Links are followed, but no
 *   folder is entered twice, so a loop of links ends. A `manifest.jsonl` inside a folder gives metadata to the
 *   files below it that it names; those that it names and that are missing are failures `not-found`; the other
 *   files of the folder come without metadata.
 * - A `.jsonl` or `.ndjson` file that is named directly is a manifest: exactly the files on its lines come back.
 * - Any other file that is named directly comes back whatever its name is.
 *
 * Streaming: memory holds the names of one folder per level, the identities of the folders seen, and the
 * folder manifests of the current branch. Never throws for a bad input.
 * @throws the signal's reason after an abort.
 */
export async function* scanInputs(
  paths: readonly string[],
  options: ScanOptions,
): AsyncGenerator<ScanEntry, void, void> {
  const walk: Walk = { options, seenFolders: new Set() };
  for (const given of paths) {
    options.signal.throwIfAborted();
    if (given === '') {
      yield { kind: 'failure', file: given, code: 'not-found', reason: 'An empty path names no file.' };
      continue;
    }
    const absolute = path.resolve(given);
    const found = await inspectPath(absolute);
    if (found.kind === 'failure') yield found;
    else if (found.kind === 'folder') yield* scanFolder(absolute, found.identity, walk, []);
    else if (MANIFEST_EXTENSIONS.has(extensionOf(absolute))) yield* scanManifest(absolute, options);
    else yield { kind: 'file', path: absolute };
  }
}

interface Walk {
  readonly options: ScanOptions;
  readonly seenFolders: Set<string>;
}

/** Metadata of the files below a folder by absolute path; entries are taken out as their files are met. */
type FolderManifest = Map<string, ManifestEntry>;

async function* scanFolder(
  folder: string,
  identity: string,
  walk: Walk,
  outerManifests: readonly FolderManifest[],
): AsyncGenerator<ScanEntry, void, void> {
  const { options, seenFolders } = walk;
  if (seenFolders.has(identity)) {
    const reason = 'the folder was scanned under another path already';
    options.onNote?.({ kind: 'folder-seen-before', file: folder, reason });
    return;
  }
  seenFolders.add(identity);
  const listed = await listFolder(folder);
  if ('kind' in listed) {
    yield listed;
    return;
  }
  for (const name of listed.unsupported) {
    const file = path.join(folder, name);
    yield {
      kind: 'failure',
      file,
      code: 'unsupported-name',
      reason: 'The name is not UTF-8 text. Rename it.',
    };
  }
  const own: FolderManifest = new Map();
  if (listed.names.includes(FOLDER_MANIFEST)) yield* loadFolderManifest(folder, own, options);
  const manifests = [own, ...outerManifests];
  for (const name of listed.names) {
    options.signal.throwIfAborted();
    const file = path.join(folder, name);
    const found = await inspectPath(file);
    if (found.kind === 'folder') yield* scanFolder(file, found.identity, walk, manifests);
    else if (isWanted(file, manifests, options)) {
      const metadata = takeMetadata(file, manifests);
      yield found.kind === 'failure' ? found : fileEntry(file, metadata);
    }
  }
  for (const entry of own.values()) yield* scanNamedFile(entry);
}

async function listFolder(folder: string) {
  try {
    return await folderNames(folder);
  } catch (error) {
    const reason = `The folder could not be read: ${messageOf(error)}`;
    return { kind: 'failure', file: folder, code: 'unreadable', reason } satisfies ScanFailure;
  }
}

/** Files outside the folder are none of its business: a manifest that came with a download reaches no further. */
async function* loadFolderManifest(
  folder: string,
  into: FolderManifest,
  options: ScanOptions,
): AsyncGenerator<ScanFailure, void, void> {
  const manifestPath = path.join(folder, FOLDER_MANIFEST);
  for await (const entry of readManifest(manifestPath, options)) {
    if (entry.kind === 'failure') yield entry;
    else if (isBelow(entry.path, folder)) into.set(entry.path, entry);
    else {
      const reason = `"${entry.path}" is outside the folder; name the manifest itself to read it`;
      options.onNote?.({ kind: 'ignored-file', file: entry.source, reason });
    }
  }
}

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

function isWanted(file: string, manifests: readonly FolderManifest[], options: ScanOptions): boolean {
  if (manifests.some((manifest) => manifest.has(file))) return true;
  const name = path.basename(file);
  if (name === FOLDER_MANIFEST) return false;
  if (!isSideCar(name)) return true;
  const isManifest = MANIFEST_EXTENSIONS.has(extensionOf(name));
  const reason = isManifest
    ? 'a manifest under this name is only read when it is named itself'
    : 'not a media file by its extension';
  options.onNote?.({ kind: 'ignored-file', file, reason });
  return false;
}

/** The innermost manifest wins; the file is ticked off in all of them. */
function takeMetadata(file: string, manifests: readonly FolderManifest[]): VideoMetadata | undefined {
  const entries = manifests.map((manifest) => manifest.get(file));
  for (const manifest of manifests) manifest.delete(file);
  return entries.find((entry) => entry !== undefined)?.metadata;
}

function fileEntry(file: string, metadata: VideoMetadata | undefined): ScanEntry {
  return { kind: 'file', path: file, ...(metadata === undefined ? {} : { metadata }) };
}

async function* scanManifest(
  manifestPath: string,
  options: ScanOptions,
): AsyncGenerator<ScanEntry, void, void> {
  for await (const entry of readManifest(manifestPath, options)) {
    options.signal.throwIfAborted();
    if (entry.kind === 'failure') yield entry;
    else yield* scanNamedFile(entry);
  }
}

/** A file that a manifest names: a folder is no video. */
async function* scanNamedFile(entry: ManifestEntry): AsyncGenerator<ScanEntry, void, void> {
  const found = await inspectPath(entry.path);
  if (found.kind === 'file') yield fileEntry(entry.path, entry.metadata);
  else if (found.kind === 'failure') yield { ...found, reason: `${found.reason} Named by ${entry.source}.` };
  else {
    const reason = `It is a folder, and a manifest line names one file. Named by ${entry.source}.`;
    yield { kind: 'failure', file: entry.path, code: 'not-a-file', reason };
  }
}
