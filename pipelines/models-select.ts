import { modelFamily } from '../models/registry.js';
import { currentModel, selectModel } from '../models/video-token/model-folder.js';
import { readModelFacts } from '../models/video-token/read-model-facts.js';
import { VidtokenError } from '../src/core/errors.js';
import { extractorIdsOfLabel, extractorSetLabel } from '../src/core/features.js';
import type { ModelsSelectReport } from '../src/core/reports/models-report.js';
import { readStoreFile } from '../src/store/store-file.js';
import { selectBackend } from '../src/tensor/backend.js';
import type { BackendName } from '../src/tensor/backend-names.js';
import type { PipelineContext } from './context.js';
import { findSavedModel, type SavedModel } from './models/find-saved-model.js';
import { needsToken } from './stages/embed-stored.js';
import { withStore } from './stages/open-for-reading.js';

/**
 * Makes a saved model the one that embeds. It is loaded first, and must read what the store holds: a choice that
 * cannot work would leave the store without a usable model.
 * @throws VidtokenError `no-model`, `usage`, `checkpoint-invalid`, `extractor-mismatch`, `store-unwritable`
 */
export async function selectSavedModel(options: {
  readonly context: PipelineContext;
  /** Space id, or the beginning of it. */
  readonly id: string;
  readonly backend: BackendName;
}): Promise<ModelsSelectReport> {
  const { context } = options;
  const { modelsFolder, dataFolder } = context;
  const found = await findSavedModel(modelsFolder, options.id);
  await selectBackend({ name: options.backend, logger: context.logger });
  (await modelFamily('video-token').open(found.folder)).dispose();
  const schema = await readStoreFile(dataFolder);
  if (schema !== undefined) await requireSameExtractors(found, extractorSetLabel(schema.extractors));
  const previous = (await currentModel(modelsFolder)) ?? null;
  if (previous !== found.spaceId) await selectModel(modelsFolder, found.spaceId);
  const waiting =
    schema === undefined
      ? 0
      : await withStore(context, (store) => store.videos.count(needsToken(found.spaceId)));
  return { ...found, previous, waiting };
}

async function requireSameExtractors({ folder, spaceId }: SavedModel, stored: string): Promise<void> {
  const { space } = await readModelFacts(folder);
  if (space.extractors === stored) return;
  throw new VidtokenError({
    code: 'extractor-mismatch',
    message: `The model ${spaceId} reads ${space.extractors}, but the store holds features of ${stored}.`,
    hint: `Use a store that was made with: --extractors ${extractorIdsOfLabel(space.extractors)}`,
    facts: { wanted: space.extractors, stored },
  });
}
