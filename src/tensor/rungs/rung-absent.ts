/**
 * A rung that is missing here for a reason that is no fault: its package is not installed, or there is no GPU.
 * `auto` passes it over without a word; every other error of a rung is worth a warning.
 */
export class RungAbsentError extends Error {
  override readonly name = 'RungAbsentError';
  /** What to install or do to have the rung, one clause without a full stop. */
  readonly hint: string;

  constructor(message: string, options: { readonly hint: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}
