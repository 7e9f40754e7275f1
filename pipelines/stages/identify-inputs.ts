import { realpath } from 'node:fs/promises';
import { InputError } from '../../src/core/errors.js';
import { type ContentHash, defaultVideoId, type VideoId } from '../../src/core/ids.js';
import type { VideoFile } from '../../src/core/media.js';
import type { StoredIdentity, VideoStore } from '../../src/core/store.js';
import { hashFile } from '../../src/dataset/hash-file.js';
import type { ScanEntry } from '../../src/dataset/scan.js';
import { mapConcurrent } from '../../src/engine/map-concurrent.js';
import { metadataHash } from '../../src/store/metadata-hash.js';

/** What has to be done for one scanned input. */
export type IdentifiedInput =
  | { readonly kind: 'new'; readonly file: VideoFile; readonly id: VideoId }
  /** Stored, but its manifest line says something else now. */
  | {
      readonly kind: 'updated';
      readonly file: VideoFile;
      readonly id: VideoId;
      readonly stored: StoredIdentity;
    }
  /** The same path came before in this chunk. */
  | { readonly kind: 'repeated'; readonly path: string }
  | { readonly kind: 'moved'; readonly file: VideoFile; readonly stored: StoredIdentity }
  | { readonly kind: 'unchanged' | 'pending'; readonly stored: StoredIdentity }
  | { readonly kind: 'duplicate'; readonly path: string; readonly sameAs: string }
  | FailedInputFacts;

export interface FailedInputFacts {
  readonly kind: 'failed';
  readonly file: string;
  readonly contentHash?: ContentHash;
  readonly code: string;
  readonly reason: string;
  readonly retryable: boolean;
  /** The failure is on record from an earlier run; the file was not read again. */
  readonly known: boolean;
}

interface IdentifyOptions {
  /** Absent for a dry run on a store that does not exist yet. */
  readonly store: VideoStore | undefined;
  /** Read files again that failed for good in an earlier run. */
  readonly retryFailed: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

type Hashed = VideoFile | FailedInputFacts;

const isFailure = (input: Hashed): input is FailedInputFacts => 'kind' in input;

/**
 * Decides for one chunk of scanned inputs what each needs, by content hash against the store.
 * Nothing is decoded; a file whose bytes and metadata are stored costs one hash.
 */
export async function identifyInputs(
  entries: readonly ScanEntry[],
  options: IdentifyOptions,
): Promise<IdentifiedInput[]> {
  const hashed: Hashed[] = [];
  const hashing = mapConcurrent(entries, (entry) => hashEntry(entry, options.signal), options);
  for await (const input of hashing) hashed.push(input);

  const files = hashed.filter((input): input is VideoFile => !isFailure(input));
  const hashes = [...new Set(files.map((file) => file.contentHash))];
  const ids = files.map((file) => idOf(file));
  const { store } = options;
  const byHash = (await store?.videos.identitiesByHash(hashes)) ?? new Map<ContentHash, StoredIdentity>();
  const byId = (await store?.videos.identitiesById(ids)) ?? new Map<VideoId, StoredIdentity>();
  const failures = options.retryFailed ? undefined : await store?.failures.byHash(hashes);

  const firstPaths = new Map<ContentHash, string>();
  const claimedIds = new Map<VideoId, { readonly contentHash: ContentHash; readonly uri: string }>(byId);
  const identified: IdentifiedInput[] = [];
  for (const input of hashed) {
    if (isFailure(input)) {
      identified.push(input);
      continue;
    }
    const stored = byHash.get(input.contentHash);
    const firstPath = firstPaths.get(input.contentHash);
    const failure = failures?.get(input.contentHash);
    const id = idOf(input, stored);
    const claim = claimedIds.get(id);
    if (firstPath === input.path) {
      identified.push({ kind: 'repeated', path: input.path });
    } else if (firstPath !== undefined) {
      identified.push({ kind: 'duplicate', path: input.path, sameAs: firstPath });
    } else if (claim !== undefined && claim.contentHash !== input.contentHash) {
      identified.push(idConflict(input, id, claim));
    } else if (stored !== undefined) {
      identified.push(await compareWithStored(input, stored, id));
      claimedIds.set(id, { contentHash: input.contentHash, uri: input.path });
    } else if (failure !== undefined && !failure.retryable) {
      identified.push({ ...failure, kind: 'failed', file: input.path, known: true });
    } else {
      identified.push({ kind: 'new', file: input, id });
      claimedIds.set(id, { contentHash: input.contentHash, uri: input.path });
    }
    firstPaths.set(input.contentHash, firstPath ?? input.path);
  }
  return identified;
}

function idOf(file: VideoFile, stored?: StoredIdentity): VideoId {
  return (
    file.metadata?.id ??
    (file.metadata === undefined ? stored?.id : undefined) ??
    defaultVideoId(file.contentHash)
  );
}

async function hashEntry(entry: ScanEntry, signal: AbortSignal): Promise<Hashed> {
  if (entry.kind === 'failure') return { ...entry, kind: 'failed', retryable: true, known: false };
  try {
    const { contentHash, sizeBytes } = await hashFile(entry.path, { signal });
    return {
      path: entry.path,
      contentHash,
      sizeBytes,
      ...(entry.metadata === undefined ? {} : { metadata: entry.metadata }),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return {
      kind: 'failed',
      file: entry.path,
      code: error.code,
      reason: error.message,
      retryable: true,
      known: false,
    };
  }
}

async function compareWithStored(
  file: VideoFile,
  stored: StoredIdentity,
  id: VideoId,
): Promise<IdentifiedInput> {
  const storedPath = await realPath(stored.uri);
  const isElsewhere = stored.uri !== file.path && storedPath !== (await realPath(file.path));
  if (isElsewhere && storedPath !== undefined) {
    return { kind: 'duplicate', path: file.path, sameAs: stored.uri };
  }
  const changed =
    file.metadata !== undefined && (id !== stored.id || metadataHash(file.metadata) !== stored.metadataHash);
  if (changed) return { kind: 'updated', file, id, stored };
  if (isElsewhere) return { kind: 'moved', file, stored };
  return { kind: stored.hasToken ? 'unchanged' : 'pending', stored };
}

function idConflict(
  file: VideoFile,
  id: VideoId,
  claim: { readonly contentHash: ContentHash; readonly uri: string },
): FailedInputFacts {
  const shorten = (hash: ContentHash) => hash.slice(0, 12);
  return {
    kind: 'failed',
    file: file.path,
    contentHash: file.contentHash,
    code: 'id-conflict',
    reason:
      claim.uri === file.path
        ? changedInPlace(file, id)
        : `Id "${id}" is claimed by two contents: ${claim.uri} (sha-256 ${shorten(claim.contentHash)}…) has it, ` +
          `${file.path} (sha-256 ${shorten(file.contentHash)}…) wants it. ` +
          `Give one of them another id, or run: vidtoken delete ${id}`,
    retryable: true,
    known: false,
  };
}

function changedInPlace(file: VideoFile, id: VideoId): string {
  return (
    `The bytes of ${file.path} are not the ones that were stored as "${id}". ` +
    `To take the new ones: vidtoken delete ${id}, then embed again.`
  );
}

/** Without symbolic links; `undefined` when nothing is there. */
async function realPath(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
