import { VidtokenError } from '../src/core/errors.js';
import type { FetchReport } from '../src/core/reports/fetch-report.js';
import { fetchModel } from '../src/inference/hub/fetch-model.js';
import { type FetchChoice, type FetchPlan, planFetch } from '../src/inference/hub/plan-fetch.js';
import type { PipelineContext } from './context.js';
import { downloadProgress } from './stages/download-progress.js';

/** Which models `fetch` brings. */
export interface FetchModelsOptions {
  /** Ids on the hub. */
  readonly models: readonly string[];
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string;
  /** Number format of the weights. Default: of each graph the one of the smallest loss. */
  readonly dtype?: string;
  /** Only list what would be downloaded. */
  readonly dryRun: boolean;
}

/**
 * Downloads pretrained models into the weights folder, one after the other; what is there is kept.
 * @throws VidtokenError `configuration` when the network is forbidden, else as `fetchModel`
 */
export async function fetchModels(
  options: FetchModelsOptions,
  context: PipelineContext,
): Promise<FetchReport> {
  if (context.offline) {
    throw new VidtokenError({
      code: 'configuration',
      message: 'Models cannot be fetched: VIDTOKEN_OFFLINE forbids the network.',
      hint: 'Unset VIDTOKEN_OFFLINE for this command.',
    });
  }
  const { revision, dtype, dryRun } = options;
  const { weightsFolder, hub: connection, signal, progress } = context;
  const models: FetchReport['models'] = [];
  for (const model of new Set(options.models)) {
    const choice: FetchChoice = {
      model,
      weightsFolder,
      connection,
      signal,
      ...(revision === undefined ? {} : { revision }),
      ...(dtype === undefined ? {} : { dtype }),
    };
    const done = dryRun
      ? await planFetch(choice)
      : await fetchModel({ ...choice, onProgress: downloadProgress(progress) });
    models.push(modelReport(model, done));
  }
  return { dryRun, models };
}

function modelReport(
  model: string,
  { commit, folder, files }: Pick<FetchPlan, 'commit' | 'folder' | 'files'>,
): FetchReport['models'][number] {
  const missing = files.filter(({ state }) => state !== 'present');
  return {
    model,
    commit,
    folder,
    totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    missingBytes: missing.reduce((sum, { sizeBytes, partialBytes }) => sum + sizeBytes - partialBytes, 0),
    files: files.map(({ path, sizeBytes, state }) => ({ path, sizeBytes, state })),
  };
}
