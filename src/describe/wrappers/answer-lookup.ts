import type { AnswerRecord } from '../../core/record.js';
import type { AnswerTable } from '../../core/store.js';

/** All stored calls for one key, in their order. */
export type AnswerLookup = (key: string) => Promise<readonly AnswerRecord[]>;

interface Batch {
  readonly keys: Set<string>;
  readonly found: Promise<ReadonlyMap<string, readonly AnswerRecord[]>>;
}

/**
 * Looks answers up one at a time for the caller and many at a time in the store: keys that are asked for while a
 * look-up runs go into the next one together. Each reads the table after it was asked for.
 */
export function createAnswerLookup(answers: Pick<AnswerTable, 'byKeys'>): AnswerLookup {
  let running: Promise<unknown> = Promise.resolve();
  let next: Batch | undefined;

  const open = (): Batch => {
    const keys = new Set<string>();
    const found = running.then(() => {
      next = undefined;
      return answers.byKeys([...keys]);
    });
    // A look-up that fails is the caller's concern; the next one starts all the same.
    running = Promise.allSettled([found]);
    return { keys, found };
  };

  return async (key) => {
    next ??= open();
    next.keys.add(key);
    return (await next.found).get(key) ?? [];
  };
}
