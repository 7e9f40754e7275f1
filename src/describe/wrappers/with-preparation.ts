import type { Describer } from '../../core/description.js';

/**
 * Lets a describer get ready (download and load its model) before the first call: once, outside of the time limit of a
 * call, and never when all answers are stored.
 */
export function withPreparation(describer: Describer): Describer {
  let prepared: Promise<void> | undefined;
  return {
    ...describer,
    async describe(input, options) {
      prepared ??= describer.prepare?.({ signal: options.signal }) ?? Promise.resolve();
      await prepared;
      return describer.describe(input, options);
    },
  };
}
