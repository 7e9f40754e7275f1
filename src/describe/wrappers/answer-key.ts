import { createHash } from 'node:crypto';
import type { Describer } from '../../core/description.js';
import type { ContentHash } from '../../core/ids.js';

/**
 * Key of the answers that a describer gives about one content: SHA-256 (64 hex digits) over content hash, describer,
 * prompt hash, model and parameters. Whatever changes an answer changes the key, and nothing else does.
 */
export function answerKey(
  describer: Pick<Describer, 'id' | 'promptHash' | 'model' | 'parameters'>,
  contentHash: ContentHash,
): string {
  const { id, promptHash, model = null, parameters } = describer;
  // JSON keeps the parts apart: no two lists of parts have the same text.
  const parts = JSON.stringify([contentHash, id, promptHash, model, parameters]);
  return createHash('sha256').update(parts).digest('hex');
}
