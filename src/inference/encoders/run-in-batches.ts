import type { OnnxSession } from '../onnx-session.js';

/**
 * Runs a model over many items, so many at a time as its configuration allows.
 *
 * @param options.write numbers of one item
 * @returns [count, output width]
 */
export async function runInBatches(options: {
  readonly session: OnnxSession;
  readonly count: number;
  /** Of one item, without the batch. */
  readonly shape: readonly number[];
  readonly batchSize: number;
  readonly outputWidth: number;
  readonly write: (index: number, output: Float32Array) => void;
}): Promise<Float32Array> {
  const { session, count, shape, batchSize, outputWidth, write } = options;
  const size = shape.reduce((product, each) => product * each, 1);
  const rows = new Float32Array(count * outputWidth);
  for (let start = 0; start < count; start += batchSize) {
    const inBatch = Math.min(batchSize, count - start);
    const values = new Float32Array(inBatch * size);
    for (let place = 0; place < inBatch; place += 1) {
      write(start + place, values.subarray(place * size, (place + 1) * size));
    }
    rows.set(await session.run(values, inBatch), start * outputWidth);
  }
  return rows;
}
