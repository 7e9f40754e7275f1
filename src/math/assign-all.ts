import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Assignment, assignRows, emptyAssignment, type Matrix, rowCount } from './assign.js';

/** Multiply-adds between two turns of the event loop, some tens of milliseconds. */
const WORK_PER_TURN = 5e7;

/**
 * Nearest centre of every row like `assign`, a slice at a time, so that progress is drawn and an interrupt is
 * noticed meanwhile.
 * @throws the signal's reason.
 */
export async function assignAll(options: {
  readonly rows: Matrix;
  readonly centres: Matrix;
  readonly signal: AbortSignal | undefined;
}): Promise<Assignment> {
  const { rows, centres, signal } = options;
  const count = rowCount(rows);
  const into = emptyAssignment(count);
  const step = Math.max(1, Math.floor(WORK_PER_TURN / Math.max(1, centres.values.length)));
  for (let from = 0; from < count; from += step) {
    await nextTurn();
    signal?.throwIfAborted();
    assignRows({ rows, centres, from, to: Math.min(count, from + step), into });
  }
  return into;
}
