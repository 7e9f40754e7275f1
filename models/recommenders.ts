import { VidtokenError } from '../src/core/errors.js';
import type { RecommenderFamily } from './recommender.js';

/** A recommender is one folder beside this file and one line here; it is loaded when asked for. */
type LoadRecommender = () => Promise<RecommenderFamily>;

/** In the order of the benchmark table: floors, closed forms, trained baselines, the models of the papers. */
const RECOMMENDERS: Readonly<Record<string, LoadRecommender>> = {
  random: async () => (await import('./random/random.js')).random,
  popularity: async () => (await import('./popularity/popularity.js')).popularity,
  'item-knn': async () => (await import('./item-knn/item-knn.js')).itemKnn,
  p3alpha: async () => (await import('./p3alpha/p3alpha.js')).p3alpha,
  ease: async () => (await import('./ease/ease.js')).ease,
  'bpr-mf': async () => (await import('./bpr-mf/bpr-mf.js')).bprMf,
  vbpr: async () => (await import('./vbpr/vbpr.js')).vbpr,
  lightgcn: async () => (await import('./lightgcn/lightgcn.js')).lightgcn,
  lattice: async () => (await import('./lattice/lattice.js')).lattice,
  freedom: async () => (await import('./freedom/freedom.js')).freedom,
  m3csr: async () => (await import('./m3csr/m3csr.js')).m3csr,
  ludp: async () => (await import('./ludp/ludp.js')).ludp,
};

/** Every known recommender. */
export const RECOMMENDER_IDS: readonly string[] = Object.keys(RECOMMENDERS);

/** @throws VidtokenError `configuration` that lists the known ids */
export async function loadRecommender(id: string): Promise<RecommenderFamily> {
  const load = Object.hasOwn(RECOMMENDERS, id) ? RECOMMENDERS[id] : undefined;
  if (load === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: `There is no recommender "${id}".`,
      hint: `Known recommenders: ${RECOMMENDER_IDS.join(', ')}.`,
      facts: { id, known: RECOMMENDER_IDS },
    });
  }
  return await load();
}
