import type { DescribeInput, Describer, Description } from '../core/description.js';

/**
 * Asks the describers in their order; the first that has something to go by answers, and the description
 * carries its id and prompt hash. An error ends the chain: a later describer must not hide it.
 *
 * @returns `undefined` when none has anything to say
 */
export async function describeWithChain(
  describers: readonly Describer[],
  input: DescribeInput,
  options: {
    readonly signal: AbortSignal;
    /** Told who is asked next: an error does not say whose it is. */
    readonly onAsk?: (describer: Describer) => void;
  },
): Promise<Description | undefined> {
  for (const describer of describers) {
    options.signal.throwIfAborted();
    options.onAsk?.(describer);
    const description = await describer.describe(input, { signal: options.signal });
    if (description !== undefined) return description;
  }
  return undefined;
}
