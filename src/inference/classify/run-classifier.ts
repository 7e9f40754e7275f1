import type { OnnxSession } from '../onnx-session.js';
import { pauseForAbort } from '../pause-for-abort.js';
import type { ClassifierItem } from './label-scores.js';

/**
 * The raw class scores of some frames or stretches of sound, batch by batch.
 * @returns [items, classes] row by row
 * @throws the signal's reason after an abort
 */
export async function runClassifier(
  items: readonly ClassifierItem[],
  options: {
    readonly session: OnnxSession;
    readonly classes: number;
    /** Numbers of one item. */
    readonly itemSize: number;
    readonly batchSize: number;
    readonly signal: AbortSignal;
  },
): Promise<Float32Array> {
  const { session, classes, itemSize, batchSize, signal } = options;
  const scores = new Float32Array(items.length * classes);
  for (let start = 0; start < items.length; start += batchSize) {
    await pauseForAbort(signal);
    const batch = items.slice(start, start + batchSize);
    const values = new Float32Array(batch.length * itemSize);
    for (const [index, item] of batch.entries()) {
      item.write(values.subarray(index * itemSize, (index + 1) * itemSize));
    }
    scores.set(await session.run(values, batch.length), start * classes);
  }
  return scores;
}
