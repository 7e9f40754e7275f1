import { describe, expect, it } from 'vitest';
import { requireClassifier } from '../../src/inference/classify/classifier-files.js';
import { runClassifier } from '../../src/inference/classify/run-classifier.js';
import { softmaxRows } from '../../src/inference/classify/softmax-rows.js';
import type { OnnxSession } from '../../src/inference/onnx-session.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Its two classes are the sum and the first number of an item. */
function sumSession(batches: number[]): OnnxSession {
  return {
    async run(input, count) {
      batches.push(count);
      const size = input.length / count;
      return Float32Array.from({ length: 2 * count }, (_, place) => {
        const item = input.subarray(Math.floor(place / 2) * size, (Math.floor(place / 2) + 1) * size);
        return place % 2 === 0 ? item.reduce((sum, value) => sum + value, 0) : (item[0] ?? 0);
      });
    },
    async dispose() {},
  };
}

const items = [1, 2, 3, 4, 5].map((value) => ({
  write: (output: Float32Array) => output.set([value, 10 * value, 100 * value]),
}));

describe('running a classifier', () => {
  it('gives the rows in order, whatever the size of the batches', async () => {
    const batches: number[] = [];
    const scores = await runClassifier(items, {
      session: sumSession(batches),
      classes: 2,
      itemSize: 3,
      batchSize: 2,
      signal: new AbortController().signal,
    });
    expect([...scores]).toEqual([111, 1, 222, 2, 333, 3, 444, 4, 555, 5]);
    expect(batches).toEqual([2, 2, 1]);
  });

  it('stops between two batches when it is aborted', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const batches: number[] = [];
    const session = sumSession(batches);
    const running = runClassifier(items, {
      session: {
        ...session,
        run(input, count) {
          abort.abort(reason);
          return session.run(input, count);
        },
      },
      classes: 2,
      itemSize: 3,
      batchSize: 2,
      signal: abort.signal,
    });
    await expect(running).rejects.toBe(reason);
    expect(batches).toEqual([2]);
  });

  it('names every file that is missing and where it must lie', async () => {
    const weightsFolder = await temporaryFolder();
    await expect(requireClassifier(weightsFolder, 'yamnet')).rejects.toMatchObject({
      code: 'weights-missing',
      message:
        `The classifier yamnet is not complete in ${weightsFolder}: there is no ` +
        `${weightsFolder}/yamnet/yamnet.onnx and no ${weightsFolder}/yamnet/class_map.csv.`,
    });
  });
});

describe('softmax', () => {
  it('gives each row the shares of its exponentials', () => {
    // e⁰ : e^ln 3 = 1 : 3, and equal values share equally.
    const rows = softmaxRows(Float32Array.of(0, Math.log(3), 5, 5), 2);
    expect([...rows]).toEqual([0.25, 0.75, 0.5, 0.5].map((share) => expect.closeTo(share, 6)));
  });

  it('does not overflow', () => {
    expect([...softmaxRows(Float32Array.of(1000, 0, -1000), 3)]).toEqual([1, 0, 0]);
  });
});
