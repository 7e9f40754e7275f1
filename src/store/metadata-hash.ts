import { createHash } from 'node:crypto';
import type { JsonValue, VideoMetadata } from '../core/media.js';

/**
 * SHA-256 (64 hex digits) over title, tags, labels, metadata and provided description: tells whether a
 * manifest line still says what is stored. The id is not part of it, and neither is the order of keys.
 */
export function metadataHash(
  metadata: Pick<VideoMetadata, 'title' | 'tags' | 'labels' | 'metadata' | 'description'>,
): string {
  const { title, tags, labels, metadata: facts, description } = metadata;
  const canonical = canonicalJson({
    title: title ?? null,
    tags,
    labels,
    metadata: facts,
    description: description ?? null,
  });
  return createHash('sha256').update(canonical).digest('hex');
}

/** JSON with the keys of every object in code point order and without white space. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
