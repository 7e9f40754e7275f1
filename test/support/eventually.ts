import { expect } from 'vitest';

const PATIENCE_MS = 60_000;

/** An expectation that is asked again until it holds; patient, because a busy machine is slow and not wrong. */
export function eventually<Value>(read: () => Value | Promise<Value>) {
  return expect.poll(read, { timeout: PATIENCE_MS });
}
