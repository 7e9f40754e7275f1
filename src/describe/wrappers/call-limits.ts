/** How patient the wrappers of a describer are. Times in milliseconds. */
export interface CallLimits {
  /** Limit of one call, whatever the describer's own is. */
  readonly callTimeoutMs: number;
  /** Calls that one question is worth when they fail for a passing reason, the first included. */
  readonly attempts: number;
  /** Wait before the second attempt; it doubles with each further one, the upper half left to chance. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** Longer waits that an endpoint asks for are cut to this. */
  readonly longestRetryAfterMs: number;
  /** Calls that may start within any 60 seconds; no limit when absent. */
  readonly requestsPerMinute?: number;
  /** Tokens, sent and received, within any 60 seconds; no limit when absent. */
  readonly tokensPerMinute?: number;
  /** Failures in a row after which all calls pause. More than `attempts`: one bad video must not do it alone. */
  readonly outageFailures: number;
  /** Pause before the first probe of an endpoint that is down; it doubles with each failed probe. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Outage that ends the run. */
  readonly longestOutageMs: number;
  /**
   * Different contents with word for word the same answer from which on it is a fault. Two or three copies of one video
   * in different files get the same answer rightly; five in one batch hardly do, while a model that does not look
   * reaches five at once.
   */
  readonly duplicateLimit: number;
}

export const DEFAULT_CALL_LIMITS: CallLimits = {
  callTimeoutMs: 180_000,
  attempts: 5,
  firstDelayMs: 1000,
  longestDelayMs: 60_000,
  longestRetryAfterMs: 300_000,
  outageFailures: 6,
  firstPauseMs: 5000,
  longestPauseMs: 300_000,
  longestOutageMs: 3_600_000,
  duplicateLimit: 5,
};
