import type { LabelScores } from '../../inference/classify/label-scores.js';
import { meanAndPeak } from './score-columns.js';
import { SILENCE, SPEECH, soundClasses } from './sound-classes.js';
import { soundName } from './sound-names.js';
import type { TagCandidate } from './tag-tiers.js';

/** A stretch of pure silence still has a say, so that a silent track has scores at all. */
const SMALLEST_WEIGHT = 0.02;

/** A recording place or a channel is stated only when it is as clear as this. */
const SCENE_FLOOR = 0.5;

/** Which classes of speech count: none of them, those below `Speech` such as `Conversation`, or all. */
export type SpeechClasses = 'none' | 'kinds' | 'all';

/**
 * What is heard in a video by YAMNet: the score of each sound as the mean over the stretches in which something is
 * heard at all (each stretch weighs 1 less its score of silence). Rooms, channels and kinds of noise count only
 * when they are clear.
 */
export function soundTags(options: {
  readonly heard: LabelScores;
  readonly speech: SpeechClasses;
}): TagCandidate[] {
  const { heard, speech } = options;
  const classes = soundClasses(heard.labels);
  const weights = soundingWeights(heard);
  return heard.labels.flatMap((key, index) => {
    if (key === SILENCE || (classes.isSpeech(index) && !counts(key, speech))) return [];
    const { mean, peak } = meanAndPeak({ scores: heard, members: [index], weights });
    if (classes.isScene(index) && mean < SCENE_FLOOR) return [];
    return [{ key, phrase: soundName(key), score: mean, peak, broader: classes.broader[index] ?? [] }];
  });
}

function counts(speechClass: string, speech: SpeechClasses): boolean {
  return speech === 'all' || (speech === 'kinds' && speechClass !== SPEECH);
}

/** Highest score of speech of any kind in any stretch, 0…1. */
export function highestSpeechScore({ labels, scores }: LabelScores): number {
  const { isSpeech } = soundClasses(labels);
  const speech = labels.map((_, index) => isSpeech(index));
  return scores.reduce((highest, score, place) => {
    return speech[place % labels.length] === true ? Math.max(highest, score) : highest;
  }, 0);
}

/** [count] how much is heard in each stretch, 0.02…1. */
function soundingWeights({ labels, count, scores }: LabelScores): number[] {
  const silence = labels.indexOf(SILENCE);
  return Array.from({ length: count }, (_, row) =>
    Math.max(SMALLEST_WEIGHT, 1 - (scores[row * labels.length + silence] ?? 0)),
  );
}
