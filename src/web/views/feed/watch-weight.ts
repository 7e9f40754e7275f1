/** One finished watch. */
export interface Watched {
  readonly title: string;
  readonly watchedSeconds: number;
  readonly durationSeconds: number | null;
}

/** Equation 4 of DreamUMM as the service has it before it has fitted thresholds on a log (models/dreamumm). */
const ALPHA_PER_SECOND = 0.5;
const DURATION_SHARE = 0.6;
const CEILING_SECONDS = 18;
const UNKNOWN_DURATION_SECONDS = 6;

/**
 * About how much a watch counts in the user vector, 0…1: 1 / (1 + exp(−α (w − t))), with the long-view threshold
 * t = min(0.6 · duration, 18 s). Thresholds that were fitted on a log give the service slightly other weights.
 */
export function watchWeight({ watchedSeconds, durationSeconds }: Watched): number {
  const isKnown = durationSeconds !== null && durationSeconds > 0;
  const threshold = isKnown
    ? Math.min(DURATION_SHARE * durationSeconds, CEILING_SECONDS)
    : UNKNOWN_DURATION_SECONDS;
  return 1 / (1 + Math.exp(-ALPHA_PER_SECOND * (watchedSeconds - threshold)));
}

/** `1.9 of 2.0 s (95 %)`, or how many times for more than one round. */
export function describeWatch({ watchedSeconds, durationSeconds }: Watched): string {
  if (durationSeconds === null || durationSeconds <= 0) return `${watchedSeconds.toFixed(1)} s`;
  const times = watchedSeconds / durationSeconds;
  const share = times >= 1.95 ? `${times.toFixed(1)} times` : `${Math.round(times * 100)} %`;
  return `${watchedSeconds.toFixed(1)} of ${durationSeconds.toFixed(1)} s (${share})`;
}
