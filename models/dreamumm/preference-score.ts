import { type LongViewThresholds, longViewThreshold } from './long-view-thresholds.js';
import { countedSeconds, type Watch } from './watch.js';

/** How watch time becomes a preference. */
export interface PreferenceOptions {
  readonly thresholds: LongViewThresholds;
  /** α of eq. 4, per second. */
  readonly alphaPerSecond: number;
  /** Watched time counts up to so many durations. */
  readonly maximumWatchRatio: number;
}

/**
 * a = 1 / (1 + exp(−α (w − t))), eq. 4: how much a watch says that the user likes the video. In (0, 1), so a video that
 * was skipped pulls a little towards itself and never pushes away.
 * @throws VidtokenError `invalid-value` for a watch time that is negative or no number
 */
export function preferenceScore(watch: Watch, options: PreferenceOptions): number {
  const watched = countedSeconds(watch, options.maximumWatchRatio);
  const threshold = longViewThreshold(options.thresholds, watch.durationSeconds);
  return 1 / (1 + Math.exp(-options.alphaPerSecond * (watched - threshold)));
}

/** Was the video watched for as long as its threshold asks? The label that Candidate-DreamUMM learns. */
export function isLongView(watch: Watch, options: Omit<PreferenceOptions, 'alphaPerSecond'>): boolean {
  const watched = countedSeconds(watch, options.maximumWatchRatio);
  return watched >= longViewThreshold(options.thresholds, watch.durationSeconds);
}
