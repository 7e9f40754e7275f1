import { setTimeout } from 'node:timers/promises';

/** See `Sleep`. Node's own timer rejects with an error of its own instead of the reason of the abort. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
