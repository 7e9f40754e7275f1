import { describe, expect, it } from 'vitest';
import { requireClassifier } from '../../src/inference/classify/classifier-files.js';
import { joinedRows } from '../../src/inference/classify/joined-rows.js';
import { softmaxRows } from '../../src/inference/classify/softmax-rows.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('running a classifier', () => {
  it('gives the rows of all items one below the other', () => {
    const rows = joinedRows([Float32Array.of(1, 2), Float32Array.of(), Float32Array.of(3, 4, 5, 6)]);
    expect([...rows]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(joinedRows([])).toHaveLength(0);
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
