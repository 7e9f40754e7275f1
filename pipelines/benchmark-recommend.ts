import { VidtokenError } from '../src/core/errors.js';
import type { BenchmarkRecommendReport } from '../src/core/reports/benchmark-recommend-report.js';
import { type BenchmarkOptions, benchmarkLoaded } from './benchmark-recommend/benchmark-loaded.js';
import { benchmarkProtocol } from './benchmark-recommend/protocols.js';
import type { PipelineContext } from './context.js';
import { loadRecommenderData } from './recommend/load-recommender-data.js';
import { withStore } from './stages/open-for-reading.js';

export interface BenchmarkRecommendOptions extends BenchmarkOptions {
  readonly context: PipelineContext;
}

/**
 * Trains every chosen recommender with every seed, selects on validation, ranks all items for every test user, and makes
 * one table of it. Results of single runs are kept under `<store>/benchmarks/recommend/`, so that a killed benchmark
 * goes on where it was, and the same run is never done twice.
 * @throws VidtokenError `configuration` (no interactions, unknown model), `invalid-value` (variant, protocol),
 * `too-few-videos` when nobody has a test interaction; the signal's reason after an abort
 */
export async function benchmarkRecommend(
  options: BenchmarkRecommendOptions,
): Promise<BenchmarkRecommendReport> {
  const { context } = options;
  const { id, data } = benchmarkProtocol(options.protocol);
  const loaded = await withStore(context, (store) =>
    loadRecommenderData({ store, protocol: data, signal: context.signal }),
  );
  if (loaded.test.items.length > 0) return benchmarkLoaded(options, loaded);
  throw new VidtokenError({
    code: 'too-few-videos',
    message: `Under the protocol ${id} no user has a test interaction.`,
    hint: 'Choose a protocol with another split: vidtoken benchmark recommend --help',
    facts: { protocol: id },
  });
}
