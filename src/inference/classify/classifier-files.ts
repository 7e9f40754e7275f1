import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VidtokenError } from '../../core/errors.js';
import { BUILT_IN_CONFIGURATIONS } from '../built-in-configurations.js';
import type { OnnxConfiguration } from '../onnx-configuration.js';

/** `mobilenet_v2`: ImageNet classes of a picture; `yamnet`: AudioSet classes of a stretch of sound. */
export type ClassifierId = 'mobilenet_v2' | 'yamnet';

interface ClassifierFacts {
  /** Output of the graph with one number for each class. */
  readonly output: string;
  /** Class names, beside the model. */
  readonly labelsFile: string;
}

const FACTS: Readonly<Record<ClassifierId, ClassifierFacts>> = {
  mobilenet_v2: { output: 'logits', labelsFile: 'config.json' },
  yamnet: { output: 'output', labelsFile: 'class_map.csv' },
};

/** Where a classifier's parts lie: in `<weights>/<id>`. */
export interface ClassifierFiles {
  readonly modelPath: string;
  readonly labelsPath: string;
}

export function classifierFiles(weightsFolder: string, id: ClassifierId): ClassifierFiles {
  const folder = join(weightsFolder, id);
  const { file } = builtIn(id);
  return { modelPath: join(folder, file), labelsPath: join(folder, FACTS[id].labelsFile) };
}

/** True when the model and its class names are there. */
export async function hasClassifier(weightsFolder: string, id: ClassifierId): Promise<boolean> {
  return (await missingFiles(weightsFolder, id)).length === 0;
}

/** @throws VidtokenError `weights-missing` that names the files to put there */
export async function requireClassifier(weightsFolder: string, id: ClassifierId): Promise<ClassifierFiles> {
  const missing = await missingFiles(weightsFolder, id);
  if (missing.length === 0) return classifierFiles(weightsFolder, id);
  throw new VidtokenError({
    code: 'weights-missing',
    message: `The classifier ${id} is not complete in ${weightsFolder}: there is no ${missing.join(' and no ')}.`,
    hint: `Put the files of ${id} there, or name the folder that holds ${id} with --weights <folder> or VIDTOKEN_WEIGHTS.`,
    facts: { id, weightsFolder, missing },
  });
}

/** How the graph is fed, as for the extractor of the same model, but with its class scores as the output. */
export function classifierConfiguration(id: ClassifierId, classes: number): OnnxConfiguration {
  return { ...builtIn(id), output: { name: FACTS[id].output, width: classes } };
}

async function missingFiles(weightsFolder: string, id: ClassifierId): Promise<string[]> {
  const { modelPath, labelsPath } = classifierFiles(weightsFolder, id);
  const missing: string[] = [];
  for (const path of [modelPath, labelsPath]) {
    const isThere = await stat(path).then(
      (stats) => stats.isFile(),
      () => false,
    );
    if (!isThere) missing.push(path);
  }
  return missing;
}

function builtIn(id: ClassifierId): OnnxConfiguration {
  const configuration = BUILT_IN_CONFIGURATIONS.find((each) => each.id === id);
  if (configuration === undefined) throw new RangeError(`There is no built-in configuration "${id}".`);
  return configuration;
}
