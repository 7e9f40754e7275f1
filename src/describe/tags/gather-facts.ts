import type { AudioMeasurements, DescribeMedia } from '../../core/description.js';
import type { AudioTrack } from '../../core/media.js';
import { spokenSeconds } from '../../inference/voice/speech-segments.js';
import { frameWeight } from './frame-weight.js';
import { type PictureLayout, pictureLayout } from './picture-layout.js';
import { pictureTags } from './picture-tags.js';
import { highestSpeechScore, type SpeechClasses, soundTags } from './sound-tags.js';
import { type SpeechFacts, speechVerdict } from './speech-sentence.js';
import type { TagRules } from './tag-rules.js';
import { type TieredTags, tieredTags } from './tag-tiers.js';
import type { TagsModels } from './tags-models.js';

/** Everything that is stated beside the measurements; absent where a model or the sound is. */
export interface TagsFacts {
  readonly layout: PictureLayout;
  readonly seen?: TieredTags;
  readonly heard?: TieredTags;
  readonly speech?: SpeechFacts;
}

interface GatherOptions {
  readonly models: TagsModels;
  readonly rules: TagRules;
  /** Of the sound, when it was measured. */
  readonly measured: AudioMeasurements | undefined;
  readonly signal: AbortSignal;
}

/** Runs the models that are there over the frames and, unless it is silent, the sound of a video. */
export async function gatherFacts(
  { frames, audio }: DescribeMedia,
  options: GatherOptions,
): Promise<TagsFacts> {
  const { models, rules, measured, signal } = options;
  const seen = await models.pictures?.classify(frames, { signal });
  const isHeard = audio !== undefined && audio.samples.length > 0 && measured?.kind !== 'silent';
  const weights = frames.map(frameWeight);
  return {
    layout: pictureLayout(frames),
    ...(seen === undefined ? {} : { seen: tieredTags(pictureTags({ seen, weights }), rules.pictures) }),
    ...(isHeard ? await gatherSound(audio, options) : {}),
  };
}

async function gatherSound(
  audio: AudioTrack,
  { models, rules, signal }: GatherOptions,
): Promise<Pick<TagsFacts, 'heard' | 'speech'>> {
  const segments = await models.voices?.segments(audio, { signal });
  const heard = await models.sounds?.classify(audio, { signal });
  const speech: SpeechFacts = {
    soundSeconds: audio.samples.length / audio.sampleRateHz,
    ...(segments === undefined ? {} : { spokenSeconds: spokenSeconds(segments) }),
    ...(heard === undefined ? {} : { speechScore: highestSpeechScore(heard) }),
  };
  if (heard === undefined) return { speech };
  const tags = soundTags({ heard, speech: speechClassesOf(speech) });
  return { speech, heard: tieredTags(tags, rules.sounds) };
}

/** With the detector a sentence of its own says that somebody speaks; the classifier may add how. */
function speechClassesOf(speech: SpeechFacts): SpeechClasses {
  if (speechVerdict(speech) !== 'certain') return 'none';
  return speech.spokenSeconds === undefined ? 'all' : 'kinds';
}
