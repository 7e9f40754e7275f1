import { modelFamily } from '../../models/registry.js';
import { currentModel as currentSpaceId, modelFolder } from '../../models/video-token/model-folder.js';
import { readModelSpace } from '../../models/video-token/read-model-facts.js';
import type { EmbeddingSpace, VideoTokenModel } from '../../src/core/embedding.js';
import { VidtokenError } from '../../src/core/errors.js';
import { selectBackend } from '../../src/tensor/backend.js';
import type { BackendName } from '../../src/tensor/backend-names.js';
import type { PipelineContext } from '../context.js';

/** A saved model without its weights in memory. */
export interface ModelOnDisk {
  readonly folder: string;
  readonly space: EmbeddingSpace;
}

/**
 * The model that embeds: the one selected in `modelsFolder`, else the one trained in this store.
 * @throws VidtokenError `checkpoint-invalid`
 */
export async function currentModel(context: PipelineContext): Promise<ModelOnDisk | undefined> {
  for (const modelsFolder of [context.modelsFolder, context.trainedModelsFolder]) {
    const space = await currentSpaceId(modelsFolder);
    if (space === undefined) continue;
    const folder = modelFolder(modelsFolder, space);
    return { folder, space: await readModelSpace(folder) };
  }
  return undefined;
}

/** Opens the current model for embedding on the chosen backend. The caller disposes it. */
export async function loadCurrentModel(options: {
  readonly context: PipelineContext;
  readonly backend: BackendName;
}): Promise<VideoTokenModel | undefined> {
  const model = await currentModel(options.context);
  if (model === undefined) return undefined;
  await selectBackend({ name: options.backend, logger: options.context.logger });
  return modelFamily('video-token').open(model.folder);
}

/** @throws VidtokenError `no-model` when nothing was ever trained. */
export async function requireCurrentModel(options: {
  readonly context: PipelineContext;
  readonly backend: BackendName;
}): Promise<VideoTokenModel> {
  return (await loadCurrentModel(options)) ?? raiseNoModel(options.context);
}

/** The space in which the store is searched. @throws VidtokenError `no-model` */
export async function requireCurrentSpace(context: PipelineContext): Promise<EmbeddingSpace> {
  return (await currentModel(context))?.space ?? raiseNoModel(context);
}

function raiseNoModel(context: PipelineContext): never {
  throw new VidtokenError({
    code: 'no-model',
    message: `There is no trained video-token model under ${context.modelsFolder}.`,
    hint: 'Run: vidtoken embed <folder> (four videos are enough to train one), or: vidtoken distill',
  });
}
