/** How a rung is started. */
export interface StartOptions {
  /** True when a person asked for this rung: then a software graphics adapter is good enough. */
  readonly named: boolean;
  /** Threads of one product, where a rung lets us choose; the processor cores of this process when absent. */
  readonly threads?: number;
}

/**
 * Makes one backend the current one of this process. @returns what it is, in words.
 * @throws RungAbsentError when something optional is missing, another error when it should work and does not.
 */
export type StartRung = (options: StartOptions) => Promise<string>;
