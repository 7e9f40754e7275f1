import { VidtokenError } from '../core/errors.js';
import type { FeatureExtractor } from '../core/features.js';
import { BUILT_IN_CONFIGURATIONS } from './onnx/built-in-configurations.js';
import {
  CONFIGURATION_FILE,
  findLearnedExtractor,
  findLearnedExtractors,
  type LearnedExtractor,
} from './onnx/find-learned-extractors.js';

export { findLearnedExtractors, type LearnedExtractor };

/** Loaded when asked for: a heavy extractor costs nothing until it is used. */
const EXTRACTORS: Readonly<Record<string, () => Promise<FeatureExtractor>>> = {
  'signal-visual': async () => (await import('./extractors/signal-visual.js')).createSignalVisual(),
  'signal-audio': async () => (await import('./extractors/signal-audio.js')).createSignalAudio(),
  'text-hash': async () => (await import('./extractors/text-hash.js')).createTextHash(),
};

/** Extractors without weights, one for each modality: no download, no key. */
export const SIGNAL_EXTRACTOR_IDS: readonly string[] = Object.keys(EXTRACTORS);

/** Extractors of models that the project knows how to feed; each needs its weights. */
export const LEARNED_EXTRACTOR_IDS: readonly string[] = BUILT_IN_CONFIGURATIONS.map(({ id }) => id);

/** What learned extractors need from outside. */
export interface ExtractorOptions {
  /** Absolute folder with one folder for each learned extractor; it need not exist. */
  readonly weightsFolder: string;
  /** Processor threads of one call of a model. */
  readonly threads: number;
}

/**
 * What a new store is made with unless told otherwise: the extractors without weights, then the learned ones whose
 * weights are there.
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
  const { createOnnxExtractor } = await import('./extractors/onnx.js');
  return createOnnxExtractor(learned.configuration, options);
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
