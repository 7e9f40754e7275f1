import type { AudioTrack } from '../../core/media.js';
import { sharedModel } from '../worker/shared-model.js';
import { classifierConfiguration, requireClassifier } from './classifier-files.js';
import { joinedRows } from './joined-rows.js';
import type { LabelScores } from './label-scores.js';
import { readSoundLabels } from './read-labels.js';

const ID = 'yamnet';

/** Says what is heard, in a thread of its own. Owns the model from the first call on until disposed. */
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
  const { input } = configuration;
  if (input.kind !== 'log-mel') throw new RangeError(`${ID} is not fed with sound.`);
  // A sound is cut into the batches of the model where the model is.
  const model = sharedModel('onnx-sound', { path: modelPath, configuration, input, threads }, 1);
  return {
    async classify(audio, { signal }) {
      const sounds = audio.samples.length === 0 ? [] : [audio];
      const scores = joinedRows(await model.encode(sounds, { signal }));
      return { labels, count: scores.length / labels.length, scores };
    },
    dispose: () => model.dispose(),
  };
}
