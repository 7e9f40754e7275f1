import { basename, dirname, extname, join, resolve } from 'node:path';
import { VidtokenError } from '../core/errors.js';
import type { Modality } from '../core/features.js';
import { SPLITS } from '../core/recommend.js';
import { folderNames } from './folder-names.js';
import { inspectPath } from './inspect-path.js';
import { modalityOfName } from './modality-of-name.js';
import { splitOfName } from './readers/recbole-inter.js';
import { findInteractionReader, INTERACTION_READERS, type InteractionReaderId } from './readers/registry.js';

/** The files of one data set, absolute, by what they are. */
export interface DatasetFiles {
  readonly name: string;
  readonly interactions: readonly { readonly file: string; readonly reader: InteractionReaderId }[];
  readonly items?: string;
  readonly users?: string;
  readonly features: ReadonlyMap<Modality, string>;
  /** `item_ids.txt`: line i names row i of the features. */
  readonly itemIds?: string;
  readonly ignored: readonly { readonly file: string; readonly reason: string }[];
}

interface RecogniseOptions {
  /** A folder, or one file of interactions. */
  readonly path: string;
  readonly name?: string;
  /** Feature files by modality, relative to the folder, in place of those that their names give away. */
  readonly features?: ReadonlyMap<Modality, string>;
  readonly signal: AbortSignal;
}

const ITEM_IDS = 'item_ids.txt';

/** Looks at the names in a folder, and into what may be a log. @throws VidtokenError `usage`, `invalid-value` */
export async function recogniseFiles(options: RecogniseOptions): Promise<DatasetFiles> {
  const path = resolve(options.path);
  const inspected = await inspectPath(path);
  if (inspected.kind === 'failure') throw cannotImport(path, inspected.reason);
  const isFolder = inspected.kind === 'folder';
  const folder = isFolder ? path : dirname(path);
  const names = isFolder ? (await folderNames(path)).names : [basename(path)];
  const found: Found = { interactions: [], items: [], users: [], features: new Map(), ignored: [] };
  if (options.features !== undefined) {
    for (const [modality, file] of options.features) found.features.set(modality, resolve(folder, file));
  }
  for (const name of names) {
    await sort(name, {
      ...options,
      folder,
      found,
      isNamed: !isFolder,
      takesFeatures: options.features === undefined,
    });
  }
  const interactions = preferParts(found);
  requireOne(found, path);
  if (interactions.length + found.items.length + found.features.size === 0) {
    throw cannotImport(path, 'it holds no interactions, items or features that are known here');
  }
  return {
    name: options.name ?? nameOf(found, path),
    interactions,
    features: found.features,
    ignored: found.ignored,
    ...(found.items[0] === undefined ? {} : { items: found.items[0] }),
    ...(found.users[0] === undefined ? {} : { users: found.users[0] }),
    ...(found.itemIds === undefined ? {} : { itemIds: found.itemIds }),
  };
}

interface Found {
  readonly interactions: { readonly file: string; readonly reader: InteractionReaderId }[];
  readonly items: string[];
  readonly users: string[];
  readonly features: Map<Modality, string>;
  readonly ignored: { readonly file: string; readonly reason: string }[];
  itemIds?: string;
}

interface SortOptions {
  readonly folder: string;
  readonly found: Found;
  /** The person named this very file: what is wrong with it is an error. */
  readonly isNamed: boolean;
  readonly takesFeatures: boolean;
  readonly signal: AbortSignal;
}

async function sort(
  name: string,
  { folder, found, isNamed, takesFeatures, signal }: SortOptions,
): Promise<void> {
  const file = join(folder, name);
  const ignore = (reason: string): void => {
    found.ignored.push({ file, reason });
  };
  if (name === ITEM_IDS) found.itemIds = file;
  else if (name.endsWith('.item')) found.items.push(file);
  else if (name.endsWith('.user')) found.users.push(file);
  else if (extname(name) === '.npy') {
    const modality = modalityOfName(name);
    if (!takesFeatures || modality === undefined) {
      if (![...found.features.values()].includes(file)) ignore('not named with --features');
    } else if (found.features.has(modality))
      throw twoFiles(modality, [found.features.get(modality) ?? '', file]);
    else found.features.set(modality, file);
  } else {
    const reader = findInteractionReader(name);
    const reason =
      reader === undefined ? 'of no known kind' : await reasonAgainst({ file, reader, isNamed, signal });
    if (reader === undefined || reason !== undefined) ignore(reason ?? '');
    else found.interactions.push({ file, reader });
  }
}

/** A table beside the data, such as a list of ids, is no log: the first row tells. */
async function reasonAgainst(options: {
  readonly file: string;
  readonly reader: InteractionReaderId;
  readonly isNamed: boolean;
  readonly signal: AbortSignal;
}): Promise<string | undefined> {
  const { file, reader, isNamed, signal } = options;
  if (reader !== 'watch-log' || isNamed) return undefined;
  try {
    for await (const _first of INTERACTION_READERS[reader].read({ file, signal })) break;
    return undefined;
  } catch (error) {
    if (error instanceof VidtokenError && error.code === 'invalid-value') return error.message;
    throw error;
  }
}

/** `name.inter` beside `name.train.inter` and its like is the same once more. */
function preferParts({ interactions, ignored }: Found): DatasetFiles['interactions'] {
  const hasParts = interactions.some(({ file }) => splitOfName(file) !== undefined);
  return interactions.filter(({ file, reader }) => {
    const isWhole = hasParts && reader === 'recbole-inter' && splitOfName(file) === undefined;
    if (isWhole) ignored.push({ file, reason: 'the files of its parts say the same' });
    return !isWhole;
  });
}

/** @throws VidtokenError `usage` when the folder holds several data sets. */
function requireOne({ interactions, items, users }: Found, path: string): void {
  const inter = interactions.filter(({ reader }) => reader === 'recbole-inter').map(({ file }) => file);
  const names = new Set([...inter, ...items, ...users].map(stem));
  if (names.size > 1) {
    throw cannotImport(path, `it holds files of ${names.size} data sets: ${[...names].join(', ')}`);
  }
}

/** As its RecBole files are called, else as the folder, or the one file, is. */
function nameOf({ interactions, items }: Found, path: string): string {
  const named = [...interactions.map(({ file }) => file), ...items].filter(
    (file) => findInteractionReader(basename(file)) !== 'watch-log' && stem(file) !== '',
  );
  return stem(named[0] ?? path) || basename(path);
}

/** `tiktok` of `tiktok.train.inter`; files called `train.inter`, `test.inter` belong together as well, without a name. */
function stem(file: string): string {
  const name = basename(file).split('.')[0] ?? '';
  return SPLITS.some((split) => split === name) ? '' : name;
}

function twoFiles(modality: Modality, files: readonly string[]): VidtokenError {
  return new VidtokenError({
    code: 'usage',
    message: `Both ${files.map((file) => basename(file)).join(' and ')} look like ${modality} features.`,
    hint: `Say which one counts: --features ${modality}=${basename(files[0] ?? '')}`,
  });
}

function cannotImport(path: string, reason: string): VidtokenError {
  return new VidtokenError({
    code: 'usage',
    message: `"${path}" cannot be imported: ${reason}`,
    hint:
      'Give a folder of one data set with <name>.inter files, .item and <modality>_feat.npy files, or a watch log ' +
      '(.csv, .jsonl, .parquet).',
    facts: { path },
  });
}
