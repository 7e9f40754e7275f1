/** Structured log lines; the command line writes them to standard error. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Milliseconds since the epoch; passed in so that tests decide what time it is. */
export type Clock = () => number;

/** Resolves after so many milliseconds; rejects with the signal's reason when that aborts first. Passed in like the clock. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** One stage of a job: a bar on a terminal, plain lines in a log. */
export interface ProgressStage {
  /** Adds finished items; `note` is a short live figure such as `loss 2.31`. */
  advance(items: number, note?: string): void;
  /** The number of items can become known, or grow, while the stage runs. */
  setTotal(total: number): void;
  done(): void;
}

export interface Progress {
  /** `unit` is the plural noun that is counted: `videos`, `steps`. */
  stage(options: { readonly name: string; readonly unit: string; readonly total?: number }): ProgressStage;
}

export const silentProgress: Progress = {
  stage: () => ({ advance: () => {}, setTotal: () => {}, done: () => {} }),
};

export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
