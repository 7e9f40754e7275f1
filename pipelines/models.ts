import { currentModel, modelFolder, savedModels } from '../models/video-token/model-folder.js';
import type { ModelsReport } from '../src/core/reports/models-report.js';
import type { PipelineContext } from './context.js';
import { summariseModel } from './models/summarise-model.js';

/**
 * Every saved model of the models folder, newest first. One that is damaged is listed with what is wrong.
 * @throws VidtokenError `checkpoint-invalid` when the pointer to the selected one is not readable.
 */
export async function listModels(options: { readonly context: PipelineContext }): Promise<ModelsReport> {
  const { modelsFolder } = options.context;
  const selected = (await currentModel(modelsFolder)) ?? null;
  const models: ModelsReport['models'] = [];
  for (const spaceId of await savedModels(modelsFolder)) {
    const folder = modelFolder(modelsFolder, spaceId);
    models.push(await summariseModel({ spaceId, folder, selected: spaceId === selected }));
  }
  models.sort((left, right) => (left.createdAt > right.createdAt ? -1 : 1));
  return { modelsFolder, selected, models };
}
