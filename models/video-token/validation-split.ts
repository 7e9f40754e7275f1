import { createHash } from 'node:crypto';
import { VidtokenError } from '../../src/core/errors.js';
import type { ContentHash } from '../../src/core/ids.js';

/** One side needs two videos for the loss with tokens shuffled between videos. */
const MINIMUM_SIDE = 2;

export interface SplitItem {
  readonly contentHash: ContentHash;
  /** As the manifest gave it; absent when it gave none. */
  readonly manifestId?: string;
}

export interface SplitOptions {
  /** Expected share of held-out videos, 0 … 1. */
  readonly share: number;
  readonly salt: string;
  /** First hexadecimal digits of manifest ids that are held out; empty: all videos go by the hash. */
  readonly prefixes: readonly string[];
}

export interface Split {
  readonly train: ReadonlySet<ContentHash>;
  readonly validation: ReadonlySet<ContentHash>;
}

/**
 * Splits videos by the first hexadecimal digit of their manifest id where `prefixes` say which are held out, and all
 * others by a salted hash of their content: never by order, so a larger collection keeps every video on its side.
 * @throws VidtokenError `too-few-videos` when the prefixes leave fewer than two videos on a side.
 */
export function validationSplit(items: readonly SplitItem[], options: SplitOptions): Split {
  const { prefixes } = options;
  if (prefixes.length === 0) return hashSplit(items, options);
  const fixed = items.filter(({ manifestId }) => hexDigitOf(manifestId) !== undefined);
  const isHeldOut = ({ manifestId }: SplitItem): boolean => prefixes.includes(hexDigitOf(manifestId) ?? '');
  const free = items.filter(({ manifestId }) => hexDigitOf(manifestId) === undefined);
  const rest = free.filter(({ contentHash }) => position(options.salt, contentHash) < options.share);
  const held = [...fixed.filter(isHeldOut), ...rest].map(({ contentHash }) => contentHash);
  const validation = new Set(held);
  const train = new Set(items.map(({ contentHash }) => contentHash).filter((hash) => !validation.has(hash)));
  if (Math.min(train.size, validation.size) < MINIMUM_SIDE) throw oneSided(prefixes, { train, validation });
  return { train, validation };
}

/** When chance leaves a side with fewer than two videos, the nearest ones by the hash move over. */
function hashSplit(items: readonly SplitItem[], { share, salt }: SplitOptions): Split {
  const placed = items
    .map(({ contentHash: hash }) => ({ hash, position: position(salt, hash) }))
    .sort((left, right) => left.position - right.position || (left.hash < right.hash ? -1 : 1));
  const natural = placed.filter(({ position }) => position < share).length;
  const boundary = Math.max(MINIMUM_SIDE, Math.min(placed.length - MINIMUM_SIDE, natural));
  const ordered = placed.map(({ hash }) => hash);
  return { validation: new Set(ordered.slice(0, boundary)), train: new Set(ordered.slice(boundary)) };
}

/** Lower case; undefined for no id, or one that starts with anything else. */
function hexDigitOf(id: string | undefined): string | undefined {
  return /^[0-9a-f]/.exec(id?.toLowerCase() ?? '')?.[0];
}

/** Uniform in [0, 1). */
function position(salt: string, hash: ContentHash): number {
  const digest = createHash('sha256').update(`${salt}:${hash}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

function oneSided(prefixes: readonly string[], { train, validation }: Split): VidtokenError {
  return new VidtokenError({
    code: 'too-few-videos',
    message: `Holding out the ids that start with ${prefixes.join(', ')} leaves ${train.size} videos to train on and ${validation.size} to validate; each side needs ${MINIMUM_SIDE}.`,
    hint: 'Name other digits with `--validation-prefixes`, or leave it out to split by content hash.',
    facts: { prefixes, train: train.size, validation: validation.size },
  });
}
