import type { InterruptableStoppingCriteria } from '@huggingface/transformers';
import type { Transformers } from './load-transformers.js';

/**
 * Runs a generation that ends with the token under way when the signal aborts.
 * @throws the signal's reason after an abort
 */
export async function interruptible<Result>(
  { InterruptableStoppingCriteria: Criteria }: Pick<Transformers, 'InterruptableStoppingCriteria'>,
  signal: AbortSignal,
  generate: (stopping: InterruptableStoppingCriteria) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const stopping = new Criteria();
  const interrupt = (): void => stopping.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const result = await generate(stopping);
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
