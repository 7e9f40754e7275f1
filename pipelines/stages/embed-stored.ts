import type { VideoTokenModel } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import type { FeatureSequence } from '../../src/core/features.js';
import type { ContentHash } from '../../src/core/ids.js';
import type { VideoRecord } from '../../src/core/record.js';
import type { VideoStore } from '../../src/core/store.js';
import type { PipelineContext } from '../context.js';
import { HAS_MEDIA } from './media-rows.js';

/** Rows rewritten by one commit: small enough that a kill loses little, large enough to be quick. */
const ROWS_PER_COMMIT = 128;

/**
 * Rows without a token, or with one of another space than the model's. Safe in SQL: space ids are our own. Rows that
 * were imported as features get none: their features are not those of the model.
 */
export function needsToken(spaceId: string): string {
  return `${HAS_MEDIA} AND (space_id IS NULL OR space_id != '${spaceId.replaceAll("'", "''")}')`;
}

/** The same rows with their tokens of the model; cluster ids stay until the new space is clustered. */
export function embedRows(
  model: VideoTokenModel,
  rows: readonly VideoRecord[],
  features: ReadonlyMap<ContentHash, readonly FeatureSequence[]>,
): VideoRecord[] {
  const tokens = model.embed(rows.map((row) => features.get(row.contentHash) ?? raiseNoFeatures(row)));
  return rows.map((row, index) => {
    const token = tokens[index];
    if (token === undefined) throw new RangeError(`The model gave no token for row ${index}.`);
    return { ...row, token, spaceId: model.space.id };
  });
}

function raiseNoFeatures({ id, uri }: VideoRecord): never {
  throw new VidtokenError({
    code: 'store-corrupt',
    message: `Video "${id}" has no stored features, so no token can be made for it.`,
    hint: `Read it again: vidtoken delete ${id}, then: vidtoken embed "${uri}"`,
    facts: { id },
  });
}

/**
 * Gives every stored video its token of the current model, from the stored features alone.
 * Each commit is complete in itself, so a killed run goes on where it stopped.
 * @returns how many videos got their first token, and how many got one in place of another space's.
 */
export async function embedStored(options: {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  readonly model: VideoTokenModel;
}): Promise<{ readonly embedded: number; readonly reembedded: number }> {
  const { context, store, model } = options;
  const where = needsToken(model.space.id);
  const total = await store.videos.count(where);
  if (total === 0) return { embedded: 0, reembedded: 0 };
  let embedded = 0;
  let reembedded = 0;
  const stage = context.progress.stage({ name: 'embed', unit: 'videos', total });
  try {
    for await (const rows of store.videos.scan({ where, pageSize: ROWS_PER_COMMIT })) {
      context.signal.throwIfAborted();
      const features = await store.features.get(rows.map((row) => row.contentHash));
      const first = rows.filter((row) => row.token === undefined).length;
      const complete = embedRows(model, rows, features);
      await store.videos.upsert(
        complete.map((row) => ({ ...row, updatedAtMs: context.clock() })),
        model.space,
      );
      embedded += first;
      reembedded += rows.length - first;
      stage.advance(rows.length);
    }
  } finally {
    stage.done();
  }
  return { embedded, reembedded };
}
