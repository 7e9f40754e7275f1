import type { FeatureExtractor } from '../../src/core/features.js';
import { createExtractor, usualExtractorIds } from '../../src/features/registry.js';
import { readStoreFile } from '../../src/store/store-file.js';
import type { PipelineContext } from '../context.js';

/** In place of a list of ids: those of the store, or for a new store whatever can be used here. */
const AUTO = 'auto';

/**
 * Extractors in the order of their ids. Models are loaded with the first video, so nothing is held yet.
 * @throws VidtokenError `configuration`, `weights-missing`
 */
export async function createExtractors(
  ids: readonly string[],
  { weightsFolder, threadsPerVideo }: Pick<PipelineContext, 'weightsFolder' | 'threadsPerVideo'>,
): Promise<FeatureExtractor[]> {
  const extractors: FeatureExtractor[] = [];
  for (const id of ids)
    extractors.push(await createExtractor(id, { weightsFolder, threads: threadsPerVideo }));
  return extractors;
}

/** What was asked for; else what the store was made with; else every extractor that works without further ado. */
export async function chooseExtractorIds(
  wanted: readonly string[] | undefined,
  { dataFolder, weightsFolder, logger }: Pick<PipelineContext, 'dataFolder' | 'weightsFolder' | 'logger'>,
): Promise<readonly string[]> {
  if (wanted !== undefined && !wanted.includes(AUTO)) return wanted;
  const stored = await readStoreFile(dataFolder);
  if (stored !== undefined) return stored.extractors.map(({ id }) => id);
  const ids = await usualExtractorIds(weightsFolder, {
    onNote: (facts) => logger.warn(facts, 'left out: this extractor cannot be used'),
  });
  logger.info({ extractors: ids, weightsFolder }, 'chose the extractors of the new store');
  return ids;
}
