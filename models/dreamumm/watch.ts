import { VidtokenError } from '../../src/core/errors.js';
import type { VideoId } from '../../src/core/ids.js';

/** One watched video, r_j of the paper: how long it ran before the user moved on. */
export interface Watch {
  readonly itemId: VideoId;
  readonly watchSeconds: number;
  /** Absent where the log does not know it. */
  readonly durationSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly atMs?: number;
}

/**
 * Watched time that counts, in seconds: at most `maximumWatchRatio` durations. Where no duration is known nothing is cut.
 * @throws VidtokenError `invalid-value` for a watch time that is negative or no number
 */
export function countedSeconds(watch: Watch, maximumWatchRatio: number): number {
  const { watchSeconds, durationSeconds } = watch;
  if (!Number.isFinite(watchSeconds) || watchSeconds < 0) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `The video ${watch.itemId} was watched for ${watchSeconds} seconds; expected a number from 0.`,
      hint: 'Leave events without a watch time out of the history.',
      facts: { itemId: watch.itemId, watchSeconds },
    });
  }
  const duration = knownDuration(durationSeconds);
  return duration === undefined ? watchSeconds : Math.min(watchSeconds, maximumWatchRatio * duration);
}

/** A duration that says something: finite and above 0. */
export function knownDuration(durationSeconds: number | undefined): number | undefined {
  const known = durationSeconds !== undefined && Number.isFinite(durationSeconds) && durationSeconds > 0;
  return known ? durationSeconds : undefined;
}
