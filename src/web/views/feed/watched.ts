/** One finished watch. */
export interface Watched {
  readonly title: string;
  readonly watchedSeconds: number;
  readonly durationSeconds: number | null;
  /** How much it counts in the user vector, 0…1 (DreamUMM, eq. 4), as the service says; undefined until it has. */
  readonly weight?: number;
}

/** `1.9 of 2.0 s (95 %)`, or how many times for more than one round. */
export function describeWatch({ watchedSeconds, durationSeconds }: Watched): string {
  if (durationSeconds === null || durationSeconds <= 0) return `${watchedSeconds.toFixed(1)} s`;
  const times = watchedSeconds / durationSeconds;
  const share = times >= 1.95 ? `${times.toFixed(1)} times` : `${Math.round(times * 100)} %`;
  return `${watchedSeconds.toFixed(1)} of ${durationSeconds.toFixed(1)} s (${share})`;
}
