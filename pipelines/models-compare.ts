import { currentModel } from '../models/video-token/model-folder.js';
import { readModelFacts } from '../models/video-token/read-model-facts.js';
import type { ModelsCompareReport } from '../src/core/reports/models-report.js';
import type { PipelineContext } from './context.js';
import { findSavedModel } from './models/find-saved-model.js';
import { summariseModel } from './models/summarise-model.js';

/**
 * Saved models side by side: their figures, and the knobs on which they do not agree.
 * @throws VidtokenError `no-model`, `usage`, `checkpoint-invalid`
 */
export async function compareModels(options: {
  readonly context: PipelineContext;
  /** Space ids, or beginnings of them. */
  readonly ids: readonly string[];
}): Promise<ModelsCompareReport> {
  const { modelsFolder } = options.context;
  const selected = await currentModel(modelsFolder);
  const models: ModelsCompareReport['models'] = [];
  const configs: Readonly<Record<string, unknown>>[] = [];
  for (const id of options.ids) {
    const found = await findSavedModel(modelsFolder, id);
    configs.push((await readModelFacts(found.folder)).config);
    models.push(await summariseModel({ ...found, selected: found.spaceId === selected }));
  }
  const hashes = models.map(({ dataHash }) => dataHash);
  return {
    models,
    knobs: differingKnobs(configs),
    sameData: hashes.includes(null) ? null : new Set(hashes).size === 1,
  };
}

function differingKnobs(configs: readonly Readonly<Record<string, unknown>>[]): ModelsCompareReport['knobs'] {
  const names = [...new Set(configs.flatMap((config) => Object.keys(config)))].sort();
  return names
    .map((name) => ({ name, values: configs.map((config) => config[name] ?? null) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}
