import { loadRecommender, RECOMMENDER_IDS } from '../../../models/recommenders.js';
import type { RecommenderData } from '../../../src/core/recommend.js';
import { silentLogger } from '../../../src/core/runtime.js';
import { recommendShape } from './recommend-shape.js';

/** Models of the papers whose epoch is stated. */
const TIMED = ['m3csr', 'ludp'] as const;

/** Seconds of the second epoch of each model in its recommended configuration, without validation. */
export async function measureEpochs(data: RecommenderData): Promise<Record<string, number | string>> {
  const seconds: Record<string, number | string> = {};
  for (const id of TIMED) {
    seconds[id] = RECOMMENDER_IDS.includes(id) ? await epochSeconds(id, data) : 'not here yet';
  }
  return seconds;
}

async function epochSeconds(id: string, data: RecommenderData): Promise<number> {
  const family = await loadRecommender(id);
  const config = family.config.parse({ epochs: 2 });
  const endsAtMs: number[] = [];
  await family.train({
    data,
    config,
    seed: recommendShape.seed,
    logger: silentLogger,
    signal: new AbortController().signal,
    onEpoch: () => endsAtMs.push(performance.now()),
  });
  return ((endsAtMs[1] ?? Number.NaN) - (endsAtMs[0] ?? Number.NaN)) / 1000;
}
