import type { ColdItemEncoder, RecommenderFamily } from '../../models/recommender.js';
import { loadRecommender } from '../../models/recommenders.js';
import { VidtokenError } from '../../src/core/errors.js';
import { extractorSetLabel } from '../../src/core/features.js';
import type { RecommenderSpace } from '../../src/core/recommend.js';
import type { VectorRow, VideoStore } from '../../src/core/store.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { PipelineContext } from '../context.js';
import { type ContentLayout, itemContent } from './item-content.js';
import { loadSavedRecommender, type SavedRecommender } from './saved-recommender.js';

const ROWS_PER_PAGE = 1024;

/** What one model needs to give a vector to a video that its training never saw. */
interface Encoding {
  readonly space: RecommenderSpace;
  readonly encoder: ColdItemEncoder;
  readonly layout: ContentLayout;
}

/**
 * Gives every stored video without a vector of a trained recommender one from its content and its content cluster, on
 * the day it arrives (M3CSR, section 4.2: "new videos … will be assigned … based on the nearest principle").
 * Models that know items by their ids alone are passed over: their new items wait for the next training.
 * @returns vectors written, over all models
 * @throws VidtokenError `space-mismatch` when a model was trained on the vectors of other extractors
 */
export async function encodeNewItems(options: {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  /** Called before the first write. */
  readonly begin: () => Promise<void>;
}): Promise<number> {
  const { context, store } = options;
  let written = 0;
  for (const model of await store.factors.models()) {
    const encoding = await openEncoding({ context, store, model });
    if (encoding !== undefined) written += await encodeMissing(encoding, options);
  }
  if (written > 0) await store.factors.maintain();
  return written;
}

async function openEncoding(options: {
  readonly context: PipelineContext;
  readonly store: VideoStore;
  readonly model: string;
}): Promise<Encoding | undefined> {
  const { context, store, model } = options;
  const space = await store.factors.space(model);
  if (space === undefined) return undefined;
  const saved = await loadSavedRecommender({ modelsFolder: context.trainedModelsFolder, space });
  const family = await loadRecommender(model);
  if (saved === undefined || family.coldItems === undefined) return undefined;
  requireSameExtractors(saved, extractorSetLabel(store.schema.extractors));
  await selectBackend({ name: 'auto', logger: context.logger });
  return { space, encoder: coldItems(family, saved), layout: saved.facts.content };
}

function coldItems(family: RecommenderFamily, { weights, facts }: SavedRecommender): ColdItemEncoder {
  const encoder = family.coldItems?.({ weights, config: family.config.parse(facts.config) });
  if (encoder === undefined) throw new RangeError(`"${family.id}" cannot encode new items.`);
  return encoder;
}

async function encodeMissing(
  { space, encoder, layout }: Encoding,
  {
    context,
    store,
    begin,
  }: {
    readonly context: PipelineContext;
    readonly store: VideoStore;
    readonly begin: () => Promise<void>;
  },
): Promise<number> {
  const known = await store.factors.ids({ space, kind: 'item' });
  let written = 0;
  for await (const page of store.videos.scanVectors({ pageSize: ROWS_PER_PAGE })) {
    context.signal.throwIfAborted();
    const fresh = page.filter(({ id }) => !known.has(id));
    if (fresh.length === 0) continue;
    const vectors = encoder.encode(itemContent(fresh, layout), clustersOf(fresh));
    const width = space.dimension;
    const rows = fresh.map(({ id }, index) => ({
      id,
      vector: vectors.subarray(index * width, (index + 1) * width),
    }));
    await begin();
    await store.factors.upsert({ space, kind: 'item', rows });
    written += fresh.length;
  }
  return written;
}

function clustersOf(rows: readonly VectorRow[]): Int32Array {
  return Int32Array.from(rows, ({ contentClusterId }) => contentClusterId ?? -1);
}

function requireSameExtractors({ facts }: SavedRecommender, stored: string): void {
  if (facts.extractors === stored) return;
  throw new VidtokenError({
    code: 'space-mismatch',
    message: `The recommender "${facts.space}" was trained on vectors of "${facts.extractors}", the store holds vectors of "${stored}".`,
    hint: `Train it again on this store with: vidtoken train ${facts.model}`,
    facts: { trainedOn: facts.extractors, stored },
  });
}
