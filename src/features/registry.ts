import { VidtokenError } from '../core/errors.js';
import type { FeatureExtractor } from '../core/features.js';

/** Loaded when asked for: a heavy extractor costs nothing until it is used. */
const EXTRACTORS: Readonly<Record<string, () => Promise<FeatureExtractor>>> = {
  'signal-visual': async () => (await import('./extractors/signal-visual.js')).createSignalVisual(),
  'signal-audio': async () => (await import('./extractors/signal-audio.js')).createSignalAudio(),
  'text-hash': async () => (await import('./extractors/text-hash.js')).createTextHash(),
};

/** Every known extractor. */
export const EXTRACTOR_IDS: readonly string[] = Object.keys(EXTRACTORS);

/** What a batch is read with unless told otherwise: no download, no key, one per modality. */
export const DEFAULT_EXTRACTOR_IDS: readonly string[] = ['signal-visual', 'signal-audio', 'text-hash'];

/** @throws VidtokenError `configuration` that lists the known ids */
export async function createExtractor(id: string): Promise<FeatureExtractor> {
  const create = Object.hasOwn(EXTRACTORS, id) ? EXTRACTORS[id] : undefined;
  if (create === undefined) {
    throw new VidtokenError({
      code: 'configuration',
      message: `There is no feature extractor "${id}".`,
      hint: `Known extractors: ${EXTRACTOR_IDS.join(', ')}.`,
      facts: { id, known: EXTRACTOR_IDS },
    });
  }
  return create();
}
