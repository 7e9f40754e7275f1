import { createHash } from 'node:crypto';
import type { ContentHash } from '../../src/core/ids.js';

/** One side needs two videos for the loss with tokens shuffled between videos. */
const MINIMUM_SIDE = 2;

/**
 * Splits videos by a salted hash of their content: never by order, so a larger collection keeps every video on its
 * side. When chance leaves a side with fewer than two videos, the nearest ones by that hash move over.
 */
export function validationSplit(
  hashes: readonly ContentHash[],
  options: { readonly share: number; readonly salt: string },
): { readonly train: ReadonlySet<ContentHash>; readonly validation: ReadonlySet<ContentHash> } {
  const placed = hashes
    .map((hash) => ({ hash, position: position(options.salt, hash) }))
    .sort((left, right) => left.position - right.position || (left.hash < right.hash ? -1 : 1));
  const natural = placed.filter(({ position }) => position < options.share).length;
  const boundary = Math.max(MINIMUM_SIDE, Math.min(placed.length - MINIMUM_SIDE, natural));
  const ordered = placed.map(({ hash }) => hash);
  return { validation: new Set(ordered.slice(0, boundary)), train: new Set(ordered.slice(boundary)) };
}

/** Uniform in [0, 1). */
function position(salt: string, hash: ContentHash): number {
  const digest = createHash('sha256').update(`${salt}:${hash}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}
