import type { SayTags } from './tags-slots.js';

/** What the models say about voices; a figure is absent where its model is. */
export interface SpeechFacts {
  /** Seconds of speech by the voice activity detector. */
  readonly spokenSeconds?: number;
  /** Seconds of sound that were listened to. */
  readonly soundSeconds: number;
  /** Highest score of speech in any stretch by the sound classifier, 0…1. */
  readonly speechScore?: number;
}

/** Shorter voices are sneezes, barks and the like: none of 378 recordings without speech reaches 0.9 s. */
const LEAST_SPEECH_SECONDS = 1;
/** Score of speech that supports the detector, and the one that stands alone without it. */
const SUPPORTING_SCORE = 0.2;
const SUFFICIENT_SCORE = 0.6;

const MOST_SHARE = 0.7;
const HALF_SHARE = 0.35;

/** `certain` when both models, or the only one, hear speech; `doubtful` when the classifier does not support it. */
export function speechVerdict({
  spokenSeconds,
  speechScore,
}: SpeechFacts): 'certain' | 'doubtful' | 'none' | 'unknown' {
  if (spokenSeconds === undefined) {
    return speechScore !== undefined && speechScore >= SUFFICIENT_SCORE ? 'certain' : 'unknown';
  }
  if (spokenSeconds === 0) return 'none';
  if (spokenSeconds < LEAST_SPEECH_SECONDS) return 'unknown';
  return speechScore === undefined || speechScore >= SUPPORTING_SCORE ? 'certain' : 'doubtful';
}

/** Whether somebody speaks, and during which part of the sound; nothing when that is not known. */
export function speechSentence(facts: SpeechFacts, say: SayTags): string | undefined {
  const verdict = speechVerdict(facts);
  if (verdict === 'none') return say('speech-none');
  if (verdict === 'doubtful') return say('speech-perhaps');
  // Without the detector the classifier's own sentence says so.
  if (verdict === 'unknown' || facts.spokenSeconds === undefined) return undefined;
  return say('speech-heard', { part: say(partOf(facts.spokenSeconds / facts.soundSeconds)) });
}

function partOf(share: number): 'part-most' | 'part-half' | 'part-some' {
  if (share >= MOST_SHARE) return 'part-most';
  return share >= HALF_SHARE ? 'part-half' : 'part-some';
}
