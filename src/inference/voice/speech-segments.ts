/** A stretch in which somebody speaks. */
export interface SpeechSegment {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** The published defaults of Silero VAD. */
const SPEECH_STARTS = 0.5;
const SPEECH_ENDS = 0.35;
const SHORTEST_SPEECH_SECONDS = 0.25;
const SHORTEST_SILENCE_SECONDS = 0.1;
const PAD_SECONDS = 0.03;

/**
 * Speech from the voice probabilities of a sound, with hysteresis: it starts at a probability of 0.5 and ends when
 * the probability stayed under 0.35 for 100 ms; what lasts 250 ms or less is dropped, and the rest is widened by
 * 30 ms on both sides, which is less than half of any pause (`get_speech_timestamps` of Silero VAD).
 *
 * @param options.probabilities of each chunk in time order, 0…1
 */
export function speechSegments(options: {
  readonly probabilities: ArrayLike<number>;
  readonly chunkSeconds: number;
  readonly durationSeconds: number;
}): SpeechSegment[] {
  const { chunkSeconds, durationSeconds } = options;
  return spokenStretches(options)
    .filter(({ start, end }) => (end - start) * chunkSeconds > SHORTEST_SPEECH_SECONDS)
    .map(({ start, end }) => ({
      startSeconds: Math.max(0, start * chunkSeconds - PAD_SECONDS),
      endSeconds: Math.min(durationSeconds, end * chunkSeconds + PAD_SECONDS),
    }));
}

/** Seconds of speech in all segments together. */
export function spokenSeconds(segments: readonly SpeechSegment[]): number {
  return segments.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
}

/** In chunks, which are whole numbers: sums of seconds would make the limits depend on rounding. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

function spokenStretches(options: {
  readonly probabilities: ArrayLike<number>;
  readonly chunkSeconds: number;
}): Stretch[] {
  const { probabilities, chunkSeconds } = options;
  const stretches: Stretch[] = [];
  let start: number | undefined;
  let pause: number | undefined;
  for (let chunk = 0; chunk < probabilities.length; chunk += 1) {
    const probability = probabilities[chunk] ?? 0;
    if (probability >= SPEECH_STARTS) {
      pause = undefined;
      start ??= chunk;
    } else if (probability < SPEECH_ENDS && start !== undefined) {
      pause ??= chunk;
      if ((chunk - pause) * chunkSeconds < SHORTEST_SILENCE_SECONDS) continue;
      stretches.push({ start, end: pause });
      start = undefined;
      pause = undefined;
    }
  }
  if (start !== undefined) stretches.push({ start, end: probabilities.length });
  return stretches;
}
