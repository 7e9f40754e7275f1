import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { VidtokenError } from '../../core/errors.js';
import type { OnnxConfiguration } from './onnx-configuration.js';

const HASH_HEX_DIGITS = 12;

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
 * 12 hexadecimal digits of the SHA-256 of the configuration and of the model file with what lies beside it under its
 * name (`model.onnx_data`): other weights or another reading of them are another extractor.
 * @throws VidtokenError `weights-missing`
 */
export async function hashWeights(weightsFolder: string, configuration: OnnxConfiguration): Promise<string> {
  const path = weightsPath(weightsFolder, configuration);
  if (!(await hasWeights(weightsFolder, configuration))) throw weightsMissing(weightsFolder, configuration);
  const folder = dirname(path);
  const names = (await readdir(folder)).filter((name) => name.startsWith(basename(path))).sort();
  // How the work is cut into batches changes no number.
  const { batchSize: _batchSize, ...identity } = configuration;
  const hash = createHash('sha256').update(JSON.stringify(sorted(identity)));
  for (const name of names) {
    hash.update(JSON.stringify(name));
    await pipeline(createReadStream(join(folder, name)), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) hash.update(chunk);
    });
  }
  return hash.digest('hex').slice(0, HASH_HEX_DIGITS);
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

/** The same facts in one order, whoever wrote them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]): [string, unknown] => [name, sorted(each)]);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
