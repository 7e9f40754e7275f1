import { setImmediate } from 'node:timers/promises';

/**
 * Lets waiting events in between two stretches of computing and then stops when asked to.
 * @throws the signal's reason
 */
export async function pauseForAbort(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await setImmediate();
  signal.throwIfAborted();
}
