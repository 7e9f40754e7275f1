/** Periods of the waves over absolute time: from a single gesture to half a minute. */
const PERIODS_SECONDS = [1, 4, 16, 64];
/** Half waves over the length of the video. */
const RELATIVE_HALF_WAVES = [1, 2];

/** Numbers that describe when a feature token happens. */
export const TIME_FEATURE_COUNT = 2 * (PERIODS_SECONDS.length + RELATIVE_HALF_WAVES.length);

/**
 * Writes sine and cosine waves of the time in seconds and of the position within the video (0 start, 1 last
 * token), [TIME_FEATURE_COUNT] numbers from `offset` on; a linear layer turns them into the time embedding.
 */
export function writeTimeFeatures(options: {
  readonly seconds: number;
  readonly relative: number;
  readonly target: Float32Array;
  readonly offset: number;
}): void {
  const angles = [
    ...PERIODS_SECONDS.map((period) => (2 * Math.PI * options.seconds) / period),
    ...RELATIVE_HALF_WAVES.map((waves) => Math.PI * waves * options.relative),
  ];
  for (const [index, angle] of angles.entries()) {
    options.target[options.offset + 2 * index] = Math.sin(angle);
    options.target[options.offset + 2 * index + 1] = Math.cos(angle);
  }
}
