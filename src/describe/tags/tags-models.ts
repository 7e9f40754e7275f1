import { relative } from 'node:path';
import { VidtokenError } from '../../core/errors.js';
import { classifierFiles, hasClassifier } from '../../inference/classify/classifier-files.js';
import { type ImageClassifier, openImageClassifier } from '../../inference/classify/image-classifier.js';
import { openSoundClassifier, type SoundClassifier } from '../../inference/classify/sound-classifier.js';
import { hashModel } from '../../inference/hash-model.js';
import {
  hasVoiceActivity,
  openVoiceActivityDetector,
  type VoiceActivityDetector,
  voiceActivityPath,
} from '../../inference/voice/voice-activity.js';

const PICTURES = 'mobilenet_v2';
const SOUNDS = 'yamnet';
const VOICES = 'silero-vad';

/** Names of the models that `tags` can use, as far as their files are in the weights folder. */
export async function tagsModelsPresent(weightsFolder: string): Promise<string[]> {
  const present: string[] = [];
  for (const id of [PICTURES, SOUNDS] as const) if (await hasClassifier(weightsFolder, id)) present.push(id);
  if (await hasVoiceActivity(weightsFolder)) present.push(VOICES);
  return present;
}

/** @throws VidtokenError `weights-missing` when there is no model at all */
export async function requireTagsModels(weightsFolder: string): Promise<readonly string[]> {
  const present = await tagsModelsPresent(weightsFolder);
  if (present.length > 0) return present;
  const { modelPath } = classifierFiles(weightsFolder, PICTURES);
  throw new VidtokenError({
    code: 'weights-missing',
    message: `The describer tags has no model in ${weightsFolder}: it looks for ${PICTURES}, ${SOUNDS} and ${VOICES}.`,
    hint: `Put at least one of them there (for example ${modelPath}), or name another folder with --weights <folder> or VIDTOKEN_WEIGHTS.`,
    facts: { weightsFolder, wanted: [PICTURES, SOUNDS, VOICES] },
  });
}

/** `mobilenet_v2@0f3a…,yamnet@…`: names and hashes of the files of each model. */
export async function tagsModelHashes(weightsFolder: string, present: readonly string[]): Promise<string> {
  const hashes: string[] = [];
  for (const id of present) {
    const files = filesOf(weightsFolder, id).map((path) => relative(weightsFolder, path));
    hashes.push(`${id}@${await hashModel({ folder: weightsFolder, files, facts: {} })}`);
  }
  return hashes.join(',');
}

/** Loaded models; those that are not there are absent. */
export interface TagsModels {
  readonly pictures?: ImageClassifier;
  readonly sounds?: SoundClassifier;
  readonly voices?: VoiceActivityDetector;
  dispose(): Promise<void>;
}

/** @throws VidtokenError `weights-missing`, `configuration` */
export async function openTagsModels(
  present: readonly string[],
  options: { readonly weightsFolder: string; readonly threads: number },
): Promise<TagsModels> {
  const pictures = present.includes(PICTURES) ? await openImageClassifier(options) : undefined;
  const sounds = present.includes(SOUNDS) ? await openSoundClassifier(options) : undefined;
  const voices = present.includes(VOICES) ? await openVoiceActivityDetector(options) : undefined;
  return {
    ...(pictures === undefined ? {} : { pictures }),
    ...(sounds === undefined ? {} : { sounds }),
    ...(voices === undefined ? {} : { voices }),
    async dispose() {
      await pictures?.dispose();
      await sounds?.dispose();
      await voices?.dispose();
    },
  };
}

function filesOf(weightsFolder: string, id: string): string[] {
  if (id === VOICES) return [voiceActivityPath(weightsFolder)];
  const { modelPath, labelsPath } = classifierFiles(weightsFolder, id === PICTURES ? PICTURES : SOUNDS);
  return [modelPath, labelsPath];
}
