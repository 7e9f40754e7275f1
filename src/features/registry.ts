import { VidtokenError } from '../core/errors.js';
import type { FeatureExtractor } from '../core/features.js';
import {
  CONFIGURATION_FILE,
  findLearnedExtractor,
  findLearnedExtractors,
  type LearnedExtractor,
} from './find-learned-extractors.js';
import { BUILT_IN_LEARNED, isModelConfiguration } from './learned-configuration.js';
import type { ModelKindName } from './model-configuration.js';
import type { ModelExtractorOptions } from './model-extractor.js';

export { findLearnedExtractors, type LearnedExtractor };

/** Loaded when asked for: a heavy extractor costs nothing until it is used. */
const EXTRACTORS: Readonly<Record<string, () => Promise<FeatureExtractor>>> = {
  'signal-visual': async () => (await import('./extractors/signal-visual.js')).createSignalVisual(),
  'signal-audio': async () => (await import('./extractors/signal-audio.js')).createSignalAudio(),
  'text-hash': async () => (await import('./extractors/text-hash.js')).createTextHash(),
};

/** By the `kind` of a model configuration. */
const MODEL_EXTRACTORS: Readonly<
  Record<ModelKindName, (options: ModelExtractorOptions) => Promise<FeatureExtractor>>
> = {
  clip: async (options) => (await import('./extractors/clip.js')).createClip(options),
  image: async (options) => (await import('./extractors/image.js')).createImage(options),
  clap: async (options) => (await import('./extractors/clap.js')).createClap(options),
  text: async (options) => (await import('./extractors/text.js')).createText(options),
};

/** Extractors without weights, one for each modality: no download, no key. */
export const SIGNAL_EXTRACTOR_IDS: readonly string[] = Object.keys(EXTRACTORS);

/** Extractors of models that the project knows how to feed; each needs its weights. */
export const LEARNED_EXTRACTOR_IDS: readonly string[] = BUILT_IN_LEARNED.map(({ id }) => id);

/** What learned extractors need from outside. */
export interface ExtractorOptions {
  /** Absolute folder with one folder for each learned extractor; it need not exist. */
  readonly weightsFolder: string;
  /** Processor threads of one call of a model; the models run beside the main thread. */
  readonly threads: number;
}

/**
 * What a new store is made with unless told otherwise: the extractors without weights, then every learned one whose
 * weights are there. A model lies in the weights folder because somebody put or fetched it there.
 * @param options.onNote gets what is wrong with a folder that looks like an extractor and is left out
 */
export async function usualExtractorIds(
  weightsFolder: string,
  options: { readonly onNote: (facts: { readonly id: string; readonly problem: string }) => void },
): Promise<readonly string[]> {
  const found = await findLearnedExtractors(weightsFolder);
  for (const each of found) if (each.state === 'invalid') options.onNote(each);
  const ready = found.filter(({ state, id }) => state === 'ready' && !Object.hasOwn(EXTRACTORS, id));
  return [...SIGNAL_EXTRACTOR_IDS, ...ready.map(({ id }) => id)];
}

/**
 * @throws VidtokenError `configuration` that lists the known ids, or says what is wrong with the configuration of a
 * learned one; `weights-missing` with the path that was looked for
 */
export async function createExtractor(id: string, options: ExtractorOptions): Promise<FeatureExtractor> {
  const create = Object.hasOwn(EXTRACTORS, id) ? EXTRACTORS[id] : undefined;
  if (create !== undefined) return create();
  const { weightsFolder } = options;
  const isName = id.length > 0 && !/[/\\]|^\.+$/.test(id);
  const learned = isName ? await findLearnedExtractor(weightsFolder, id) : undefined;
  if (learned === undefined) throw await unknownExtractor(id, weightsFolder);
  if (learned.state === 'invalid') {
    throw new VidtokenError({
      code: 'configuration',
      message: `The extractor "${id}" cannot be used: ${learned.problem}.`,
      hint: `Mend ${CONFIGURATION_FILE}, or leave the extractor out with --extractors.`,
      facts: { id, weightsFolder },
    });
  }
  const { configuration } = learned;
  if (isModelConfiguration(configuration)) {
    return MODEL_EXTRACTORS[configuration.kind]({ ...options, configuration });
  }
  const { createOnnxExtractor } = await import('./extractors/onnx.js');
  return createOnnxExtractor(configuration, options);
}

async function unknownExtractor(id: string, weightsFolder: string): Promise<VidtokenError> {
  const learned = (await findLearnedExtractors(weightsFolder)).map((each) => each.id);
  const known = [...new Set([...SIGNAL_EXTRACTOR_IDS, ...learned])];
  return new VidtokenError({
    code: 'configuration',
    message: `There is no feature extractor "${id}".`,
    hint: `Known extractors: ${known.join(', ')}; others need a folder of that name with a ${CONFIGURATION_FILE} in ${weightsFolder}; another place is chosen with --weights <folder>.`,
    facts: { id, known, weightsFolder },
  });
}
