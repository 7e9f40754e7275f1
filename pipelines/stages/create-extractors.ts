import { VidtokenError } from '../../src/core/errors.js';
import type { FeatureExtractor } from '../../src/core/features.js';
import { createExtractor, usualExtractorIds } from '../../src/features/registry.js';
import { readStoreFile } from '../../src/store/store-file.js';
import type { PipelineContext } from '../context.js';

/** Of all processor threads: the models share them with the decoders and the signal features. */
const SHARE_OF_THREADS = 0.5;

/** In place of a list of ids: those of the store, or for a new store whatever can be used here. */
const AUTO = 'auto';

/**
 * Extractors in the order of their ids. Models are loaded with the first video, so nothing is held yet.
 * @throws VidtokenError `configuration`, `weights-missing`
 */
export async function createExtractors(
  ids: readonly string[],
  context: Pick<PipelineContext, 'weightsFolder' | 'concurrency' | 'threadsPerVideo'>,
): Promise<FeatureExtractor[]> {
  const options = { weightsFolder: context.weightsFolder, threads: modelThreads(context) };
  const extractors: FeatureExtractor[] = [];
  for (const id of ids) extractors.push(await createExtractor(id, options));
  return extractors;
}

/** Threads of one call of a model. One model works for all videos at once. */
export function modelThreads({
  concurrency,
  threadsPerVideo,
}: Pick<PipelineContext, 'concurrency' | 'threadsPerVideo'>): number {
  return Math.max(1, Math.floor(concurrency * threadsPerVideo * SHARE_OF_THREADS));
}

/** Ids of features that came from files begin so: there is nothing that could extract them. */
export const IMPORTED_PREFIX = 'imported-';

/**
 * What was asked for; else what the store was made with; else every extractor that works without further ado.
 * @throws VidtokenError `extractor-mismatch` when the features of the store were imported
 */
export async function chooseExtractorIds(
  wanted: readonly string[] | undefined,
  { dataFolder, weightsFolder, logger }: Pick<PipelineContext, 'dataFolder' | 'weightsFolder' | 'logger'>,
): Promise<readonly string[]> {
  if (wanted !== undefined && !wanted.includes(AUTO)) return wanted;
  const stored = await readStoreFile(dataFolder);
  if (stored !== undefined) {
    const ids = stored.extractors.map(({ id }) => id);
    if (ids.some((id) => id.startsWith(IMPORTED_PREFIX))) throw onlyImported(dataFolder, ids);
    return ids;
  }
  const ids = await usualExtractorIds(weightsFolder, {
    onNote: (facts) => logger.warn(facts, 'left out: this extractor cannot be used'),
  });
  logger.info({ extractors: ids, weightsFolder }, 'chose the extractors of the new store');
  return ids;
}

function onlyImported(folder: string, ids: readonly string[]): VidtokenError {
  return new VidtokenError({
    code: 'extractor-mismatch',
    message: `The features of the store in ${folder} were imported (${ids.join(', ')}): none can be made from a video.`,
    hint: 'Embed videos into another store, with --data <folder>.',
    facts: { folder, stored: ids.join(',') },
  });
}
