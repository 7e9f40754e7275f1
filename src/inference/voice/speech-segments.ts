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
 * 30 ms on both sides, or up to the middle of a shorter pause (`get_speech_timestamps` of Silero VAD).
 *
 * @param options.probabilities of each chunk in time order, 0…1
 */
export function speechSegments(options: {
  readonly probabilities: ArrayLike<number>;
  readonly chunkSeconds: number;
  readonly durationSeconds: number;
}): SpeechSegment[] {
  const { durationSeconds } = options;
  const spoken = spokenStretches(options).filter(
    ({ startSeconds, endSeconds }) => endSeconds - startSeconds > SHORTEST_SPEECH_SECONDS,
  );
  return spoken.map(({ startSeconds, endSeconds }, place) => {
    const before = spoken[place - 1]?.endSeconds ?? Number.NEGATIVE_INFINITY;
    const after = spoken[place + 1]?.startSeconds ?? Number.POSITIVE_INFINITY;
    return {
      startSeconds: Math.max(0, startSeconds - Math.min(PAD_SECONDS, (startSeconds - before) / 2)),
      endSeconds: Math.min(durationSeconds, endSeconds + Math.min(PAD_SECONDS, (after - endSeconds) / 2)),
    };
  });
}

/** Seconds of speech in all segments together. */
export function spokenSeconds(segments: readonly SpeechSegment[]): number {
  return segments.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
}

function spokenStretches(options: {
  readonly probabilities: ArrayLike<number>;
  readonly chunkSeconds: number;
  readonly durationSeconds: number;
}): SpeechSegment[] {
  const { probabilities, chunkSeconds, durationSeconds } = options;
  const stretches: SpeechSegment[] = [];
  let startSeconds: number | undefined;
  let pauseSeconds: number | undefined;
  for (let chunk = 0; chunk < probabilities.length; chunk += 1) {
    const probability = probabilities[chunk] ?? 0;
    const nowSeconds = chunk * chunkSeconds;
    if (probability >= SPEECH_STARTS) {
      pauseSeconds = undefined;
      startSeconds ??= nowSeconds;
    } else if (probability < SPEECH_ENDS && startSeconds !== undefined) {
      pauseSeconds ??= nowSeconds;
      if (nowSeconds - pauseSeconds < SHORTEST_SILENCE_SECONDS) continue;
      stretches.push({ startSeconds, endSeconds: pauseSeconds });
      startSeconds = undefined;
      pauseSeconds = undefined;
    }
  }
  if (startSeconds !== undefined) stretches.push({ startSeconds, endSeconds: durationSeconds });
  return stretches;
}
