import { readValidationHashes } from '../models/video-token/read-model-facts.js';
import type { BenchmarkRetrievalReport } from '../src/core/reports/benchmark-retrieval-report.js';
import { type BenchmarkRetrievalOptions, benchmarkRetrieval } from './benchmark-retrieval.js';
import type { PipelineContext } from './context.js';
import { currentModel } from './stages/current-model.js';
import { withStore } from './stages/open-for-reading.js';

type Wanted = Pick<BenchmarkRetrievalOptions, 'labels' | 'cutoffs' | 'queries' | 'seed' | 'exact'>;

/**
 * The `benchmark retrieval` command on a store and its current model. Each label gets two tables: all videos,
 * and only those that the model was not trained on.
 */
export async function benchmarkVideos(
  options: Wanted & { readonly context: PipelineContext },
): Promise<BenchmarkRetrievalReport> {
  const { context, ...wanted } = options;
  const model = await currentModel(context);
  const heldOut = model === undefined ? undefined : await readValidationHashes(model.folder);
  return withStore(context, (store) =>
    benchmarkRetrieval({
      ...context,
      ...wanted,
      store,
      space: model?.space,
      ...(heldOut === undefined ? {} : { heldOut }),
    }),
  );
}
