import { VidtokenError } from '../core/errors.js';
import { type ExtractorSpec, extractorSetLabel } from '../core/features.js';
import { TEXT_PART } from '../inference/encoders/text-tower.js';
import { chooseDtypes } from '../inference/hub/choose-dtypes.js';
import { sharedModel } from '../inference/worker/shared-model.js';
import { normalised } from '../math/vector.js';
import { findLearnedExtractor } from './find-learned-extractors.js';
import { isModelConfiguration } from './learned-configuration.js';
import { locateModel, specOf } from './locate-model.js';
import type { ModelConfiguration } from './model-configuration.js';

/** Brings words into the space of a text-aligned extractor. Holds a loaded model from the first text on. */
export interface TextTower {
  /** Hub id or folder name of the model. */
  readonly model: string;
  /** Numbers of a vector: the `pooledWidth` of the extractor. */
  readonly width: number;
  /** @returns a vector of unit length, comparable with the extractor's pooled vectors by cosine */
  embed(text: string, options: { readonly signal: AbortSignal }): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Words are few: one text at a time. */
const BATCH_SIZE = 1;

/**
 * The text side of an extractor that a store was made with.
 *
 * @param spec as the store knows it: another model of the same id is refused
 * @throws VidtokenError `weights-missing` with the command that fetches the model, `extractor-mismatch`,
 * `configuration` when the extractor has no text side
 */
export async function createTextTower(
  spec: ExtractorSpec,
  options: { readonly weightsFolder: string; readonly threads: number },
): Promise<TextTower> {
  const { weightsFolder, threads } = options;
  const configuration = await clipConfiguration(spec, weightsFolder);
  const located = await locateModel(configuration, weightsFolder);
  requireSame(spec, await specOf(configuration, located), weightsFolder);
  const { found, wanted, width } = located;
  await chooseDtypes({ found, parts: [TEXT_PART], wanted });
  const model = sharedModel('text-tower', { local: { found, wanted, threads }, width }, BATCH_SIZE);
  return {
    model: found.id,
    width,
    async embed(text, { signal }) {
      const [row] = await model.encode([{ text }], { signal });
      if (row === undefined) throw new RangeError('The text tower gave no vector for a text.');
      return normalised(row);
    },
    dispose: () => model.dispose(),
  };
}

async function clipConfiguration({ id }: ExtractorSpec, weightsFolder: string): Promise<ModelConfiguration> {
  const learned = await findLearnedExtractor(weightsFolder, id);
  const configuration = learned?.state === 'invalid' ? undefined : learned?.configuration;
  if (configuration !== undefined && isModelConfiguration(configuration) && configuration.kind === 'clip') {
    return configuration;
  }
  const problem = learned?.state === 'invalid' ? `: ${learned.problem}` : ` in ${weightsFolder}`;
  throw new VidtokenError({
    code: 'configuration',
    message: `The extractor ${id} has no usable text side${problem}.`,
    hint: 'Name the folder with the models that the store was made with: --weights <folder> or VIDTOKEN_WEIGHTS.',
    facts: { id, weightsFolder },
  });
}

/** @throws VidtokenError `extractor-mismatch` */
function requireSame(stored: ExtractorSpec, here: ExtractorSpec, weightsFolder: string): void {
  const [wanted, found] = [extractorSetLabel([stored]), extractorSetLabel([here])];
  if (wanted === found) return;
  throw new VidtokenError({
    code: 'extractor-mismatch',
    message: `The store was made with ${wanted}, but ${weightsFolder} holds ${found}: its texts lie in another space.`,
    hint: 'Name the folder with the models that the store was made with: --weights <folder> or VIDTOKEN_WEIGHTS.',
    facts: { wanted, found, weightsFolder },
  });
}
