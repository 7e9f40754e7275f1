import { readValidationHashes } from '../models/video-token/read-model-facts.js';
import type { VideoTokenModel } from '../src/core/embedding.js';
import { VidtokenError } from '../src/core/errors.js';
import type { ContentHash } from '../src/core/ids.js';
import type { ExplainReport } from '../src/core/reports/explain-report.js';
import type { VideoStore } from '../src/core/store.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import type { PipelineContext } from './context.js';
import { compareReadings } from './explain/compare-readings.js';
import { currentModel, requireCurrentModel } from './stages/current-model.js';
import { findQuery, type VideoQuery } from './stages/find-query.js';
import { withStore } from './stages/open-for-reading.js';

/** Other clips whose tokens are asked for comparison; the time grows with their number. */
const OTHER_CLIPS = 64;
const WORDS_SHOWN = 8;
/** Nats below which a word is neither raised nor lowered. */
const LEAST_GAIN = 0.01;

export interface ExplainOptions {
  readonly context: PipelineContext;
  /** Id of a stored video, or path of any video file. */
  readonly target: string;
  readonly backend: BackendName;
}

/**
 * What the decoder reads out of the token of one video, beside its stored description, and how much better that token
 * fits the description than tokens of other videos do: what the vector knows. A file that is not in the store is
 * embedded on the fly.
 * @throws VidtokenError `no-such-video`, `no-model`, `space-mismatch` (a token that another model made).
 */
export async function explainVideo(options: ExplainOptions): Promise<ExplainReport> {
  const { context, target } = options;
  return withStore(context, async (store) => {
    const model = await requireCurrentModel(options);
    try {
      return await explainStored({ context, store, model, target });
    } finally {
      model.dispose();
    }
  });
}

/** The same with an open store and a loaded model, which stay open. */
export async function explainStored(options: {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  readonly model: VideoTokenModel;
  readonly target: string;
}): Promise<ExplainReport> {
  const { context, store, model, target } = options;
  const query = await findQuery({ context, store, target, withModel: (work) => work(model) });
  requireSpace(query, model);
  const readOut = model.describe(query.token);
  const description = query.record?.description;
  const text = description?.text ?? readOut;
  const { id, dimension, metric } = model.space;
  return {
    query: query.report,
    space: { id, dimension, metric },
    heldOut: await isHeldOut(context, query),
    readOut,
    description:
      description === undefined ? null : { text: description.text, describer: description.describerId },
    fit: await fitOf({
      store,
      model,
      query,
      text,
      of: description === undefined ? 'readOut' : 'description',
    }),
  };
}

async function fitOf(options: {
  readonly store: VideoStore;
  readonly model: VideoTokenModel;
  readonly query: VideoQuery;
  readonly text: string;
  readonly of: 'description' | 'readOut';
}): Promise<ExplainReport['fit']> {
  const { store, model, query, text, of } = options;
  const others = await otherTokens(store, { model, without: query.contentHash });
  const fit = compareReadings(model.readText(text, [query.token, ...others]));
  if (fit === undefined) return null;
  const { gains, ...figures } = fit;
  return {
    text: of,
    ...figures,
    otherClips: others.length,
    raised: gains.filter(({ gain }) => gain >= LEAST_GAIN).slice(0, WORDS_SHOWN),
    lowered: gains
      .filter(({ gain }) => gain <= -LEAST_GAIN)
      .slice(-WORDS_SHOWN)
      .toReversed(),
  };
}

/** Tokens of the clips with the smallest content hashes: a fixed sample, whatever the order of arrival. */
async function otherTokens(
  store: VideoStore,
  { model, without }: { readonly model: VideoTokenModel; readonly without: ContentHash },
): Promise<Float32Array[]> {
  const inSpace = `token IS NOT NULL AND space_id = '${model.space.id}'`;
  const where = `${inSpace} AND content_hash < '${hashBelow(await store.videos.count(inSpace))}'`;
  let smallest: { readonly contentHash: ContentHash; readonly token: Float32Array }[] = [];
  for await (const rows of store.videos.scanVectors({ where })) {
    for (const { contentHash, token } of rows) {
      if (token !== undefined && contentHash !== without) smallest.push({ contentHash, token });
    }
    smallest.sort((left, right) => (left.contentHash < right.contentHash ? -1 : 1));
    smallest = smallest.slice(0, OTHER_CLIPS);
  }
  return smallest.map(({ token }) => token);
}

/** Hashes below this are about four times as many as are wanted: the rest of a large store need not be read. */
function hashBelow(stored: number): string {
  const share = (4 * OTHER_CLIPS) / Math.max(1, stored);
  return share >= 1
    ? 'g'
    : Math.ceil(share * 0xffff_ffff)
        .toString(16)
        .padStart(8, '0');
}

function requireSpace({ record }: VideoQuery, { space }: VideoTokenModel): void {
  if (record === undefined || record.spaceId === space.id) return;
  throw new VidtokenError({
    code: 'space-mismatch',
    message: `The token of "${record.id}" is of space "${record.spaceId ?? 'unknown'}", the current model reads space "${space.id}".`,
    hint: 'Bring all videos into the space of the current model with: vidtoken reembed',
    facts: { id: record.id, stored: record.spaceId, wanted: space.id },
  });
}

/** A model without a readable list of held-out contents can still be explained. */
async function isHeldOut(context: PipelineContext, { contentHash }: VideoQuery): Promise<boolean | null> {
  const model = await currentModel(context);
  if (model === undefined) return null;
  const heldOut = await readValidationHashes(model.folder).catch((error: unknown) => {
    if (error instanceof VidtokenError && error.code === 'checkpoint-invalid') return undefined;
    throw error;
  });
  return heldOut?.has(contentHash) ?? null;
}
