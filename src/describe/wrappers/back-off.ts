export interface BackOffOptions {
  /** Milliseconds before the second attempt. */
  readonly firstDelayMs: number;
  /** Milliseconds that no delay exceeds, the ones that an endpoint asks for aside. */
  readonly longestDelayMs: number;
  /** Longer waits than this many milliseconds that an endpoint asks for are cut to it. */
  readonly longestRetryAfterMs: number;
}

/**
 * Milliseconds to wait after the n-th failure (n ≥ 1): doubling, of which the upper half is left to chance, so that
 * calls that failed together do not come back together. What the endpoint asks for is a lower bound.
 *
 * @param chance in [0, 1)
 */
export function backOffMs(
  failure: { readonly count: number; readonly retryAfterMs: number | undefined; readonly chance: number },
  options: BackOffOptions,
): number {
  const { count, retryAfterMs, chance } = failure;
  const { firstDelayMs, longestDelayMs, longestRetryAfterMs } = options;
  const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (count - 1));
  if (retryAfterMs === undefined) return (delayMs / 2) * (1 + chance);
  return Math.min(retryAfterMs, longestRetryAfterMs) + chance * firstDelayMs;
}
