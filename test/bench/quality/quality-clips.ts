import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { TrainingExample } from '../../../models/video-token/training-data.js';
import { loadExamples } from '../../../pipelines/stages/load-examples.js';
import { VidtokenError } from '../../../src/core/errors.js';
import type { ExtractorSpec } from '../../../src/core/features.js';
import type { Clock, Logger } from '../../../src/core/runtime.js';
import { openStore } from '../../../src/store/open-store.js';

export interface QualityClips {
  /** Described clips by content hash. */
  readonly clips: readonly TrainingExample[];
  readonly extractors: readonly ExtractorSpec[];
}

/**
 * Features, descriptions and labels of a store, which is opened for reading only.
 * @throws VidtokenError `too-few-videos` when no described video has an id from a manifest to split by
 */
export async function loadQualityClips(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}): Promise<QualityClips> {
  const folder = resolve(options.folder);
  const store = await openStore({ ...options, folder, mode: 'read', command: 'bench-quality' });
  try {
    const limit = Number.MAX_SAFE_INTEGER;
    const clips = await loadExamples({ store, limit, signal: options.signal });
    if (clips.some(({ manifestId }) => manifestId !== undefined)) {
      return { clips, extractors: store.schema.extractors };
    }
  } finally {
    await store.close();
  }
  throw new VidtokenError({
    code: 'too-few-videos',
    message: `${folder} has no described video with an id from a manifest.`,
    hint: 'The split goes by the first digit of the ids: embed a manifest whose lines have "id" and "description".',
    facts: { folder },
  });
}

/** SHA-256 of everything of the clips that can change a token, and of the extractors; labels cannot. */
export function dataHashOf({ clips, extractors }: QualityClips): string {
  const hash = createHash('sha256').update(JSON.stringify(extractors));
  for (const { contentHash, manifestId, description, sequences } of clips) {
    hash.update(JSON.stringify([contentHash, manifestId ?? null, description]));
    for (const { extractorId, tokens, timesSeconds, pooled } of sequences) {
      hash.update(extractorId);
      for (const { buffer, byteOffset, byteLength } of [tokens, timesSeconds, pooled]) {
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
      }
    }
  }
  return hash.digest('hex');
}
