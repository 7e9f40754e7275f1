import type { AudioTrack } from '../../core/media.js';
import { type LogMelPatches, logMelPatches, patchShape } from '../log-mel-front-end.js';
import { openOnnxSession } from '../onnx-session.js';
import { classifierConfiguration, requireClassifier } from './classifier-files.js';
import type { ClassifierItem, LabelScores } from './label-scores.js';
import { readSoundLabels } from './read-labels.js';
import { runClassifier } from './run-classifier.js';

const ID = 'yamnet';

/** Says what is heard. Owns a loaded model until disposed. */
export interface SoundClassifier {
  /**
   * A score of each class for every stretch of 0.96 s, a new one every 0.48 s. Classes do not exclude each other, so
   * a row does not sum to 1. A sound without samples has no stretches.
   * @throws VidtokenError `configuration` for a sound that is not at 16 kHz
   */
  classify(audio: AudioTrack, options: { readonly signal: AbortSignal }): Promise<LabelScores>;
  dispose(): Promise<void>;
}

/**
 * The AudioSet event classifier YAMNet (Plakal and Ellis 2020) of a weights folder.
 * @param options.threads of one call
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export async function openSoundClassifier(options: {
  readonly weightsFolder: string;
  readonly threads: number;
}): Promise<SoundClassifier> {
  const { weightsFolder, threads } = options;
  const { modelPath, labelsPath } = await requireClassifier(weightsFolder, ID);
  const labels = await readSoundLabels(labelsPath);
  const configuration = classifierConfiguration(ID, labels.length);
  const { input, batchSize } = configuration;
  if (input.kind !== 'log-mel') throw new RangeError(`${ID} is not fed with sound.`);
  const shape = patchShape(input);
  const session = await openOnnxSession({ path: modelPath, configuration, shape, threads });
  const itemSize = shape.reduce((product, size) => product * size, 1);
  return {
    async classify(audio, { signal }) {
      const items = audio.samples.length === 0 ? [] : soundItems(logMelPatches(audio, input));
      const scores = await runClassifier(items, {
        session,
        classes: labels.length,
        itemSize,
        batchSize,
        signal,
      });
      return { labels, count: items.length, scores };
    },
    dispose: () => session.dispose(),
  };
}

function soundItems(patches: LogMelPatches): ClassifierItem[] {
  return Array.from({ length: patches.count }, (_, index) => ({
    write: (output) => output.set(patches.patch(index)),
  }));
}
