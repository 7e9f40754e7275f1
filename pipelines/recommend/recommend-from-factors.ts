import type { VideoId } from '../../src/core/ids.js';
import type { RecommendReport } from '../../src/core/reports/recommend-report.js';
import type { VideoStore } from '../../src/core/store.js';
import { hitReport } from '../stages/hit-report.js';
import { type RankedByFactors, rankByFactors, requireRecommender } from './rank-by-factors.js';

export interface FactorRecommendation {
  readonly store: VideoStore;
  readonly model: string;
  readonly userId: string;
  readonly limit: number;
  /** Only these may be recommended. */
  readonly candidates?: readonly VideoId[];
  /** Recommend again what the user has seen. */
  readonly includeSeen: boolean;
  /** Scan every item vector instead of using the index. */
  readonly exact: boolean;
}

/**
 * The videos with the largest inner product with a user's vector, without those that the user has seen.
 * @throws VidtokenError `no-model` when the model was not trained, `no-such-user` for a user it never saw
 */
export async function recommendFromFactors(options: FactorRecommendation): Promise<RecommendReport> {
  const { store, model, userId, candidates } = options;
  const space = await requireRecommender(store, model);
  const history = await store.interactions.byUser(userId);
  const known = new Set<string>(candidates ?? (await store.factors.ids({ space, kind: 'item' })));
  // A log may name videos that were deleted, or never stored.
  const seen = [...new Set(history.map(({ itemId }) => itemId))].filter((id) => known.has(id));
  const exclude = options.includeSeen ? [] : seen;
  const found = await rankByFactors({ ...options, space, history, exclude });
  return {
    user: userId,
    model,
    branch: 'factors',
    branchReason: `inner product of stored user and item vectors`,
    space: space.id,
    historyLength: history.length,
    seen: exclude.length,
    candidates: known.size,
    hits: await withRows(store, found),
  };
}

async function withRows(
  store: VideoStore,
  found: readonly RankedByFactors[],
): Promise<RecommendReport['hits']> {
  const records = new Map((await store.videos.get(found.map(({ id }) => id))).map((row) => [row.id, row]));
  return found.flatMap(({ id, score, reasons }) => {
    const record = records.get(id);
    // A video that was deleted while this ran has no row any more.
    return record === undefined ? [] : [{ ...hitReport({ record, score }), reasons }];
  });
}
