import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VidtokenError } from '../core/errors.js';
import { hashModel } from './hash-model.js';
import type { OnnxConfiguration } from './onnx-configuration.js';

/** Where the model of an extractor lies: `<weights>/<id>/<file>`. */
export function weightsPath(weightsFolder: string, { id, file }: OnnxConfiguration): string {
  return join(weightsFolder, id, file);
}

export async function hasWeights(weightsFolder: string, configuration: OnnxConfiguration): Promise<boolean> {
  return stat(weightsPath(weightsFolder, configuration)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/**
 * The `hashModel` of the configuration and of the model file: other weights or another reading of them are another
 * extractor.
 * @throws VidtokenError `weights-missing`
 */
export async function hashWeights(weightsFolder: string, configuration: OnnxConfiguration): Promise<string> {
  if (!(await hasWeights(weightsFolder, configuration))) throw weightsMissing(weightsFolder, configuration);
  // How the work is cut into batches changes no number.
  const { batchSize: _batchSize, ...facts } = configuration;
  return hashModel({ folder: join(weightsFolder, configuration.id), files: [configuration.file], facts });
}

function weightsMissing(weightsFolder: string, configuration: OnnxConfiguration): VidtokenError {
  const { id } = configuration;
  const path = weightsPath(weightsFolder, configuration);
  return new VidtokenError({
    code: 'weights-missing',
    message: `The extractor ${id} has no weights in ${join(weightsFolder, id)}: there is no ${path}.`,
    hint: `Put its ONNX model there as ${path}, or name the folder that holds ${join(id, configuration.file)} with --weights <folder> or VIDTOKEN_WEIGHTS.`,
    facts: { id, weightsFolder, path },
  });
}
