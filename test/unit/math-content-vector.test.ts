import { describe, expect, it } from 'vitest';
import type { ExtractorSpec } from '../../src/core/features.js';
import {
  contentLayout,
  contentStandardisation,
  observeContent,
  writeContentVector,
} from '../../src/math/content-vector.js';
import { Random } from '../../src/math/random.js';
import { MomentAccumulator } from '../../src/math/standardise.js';

const extractor = (modality: ExtractorSpec['modality'], pooledWidth: number): ExtractorSpec => ({
  id: `${modality}-${pooledWidth}`,
  version: 1,
  modality,
  width: 4,
  pooledWidth,
});

describe('MomentAccumulator', () => {
  it('gives the mean and the inverse standard deviation of a column', () => {
    const moments = new MomentAccumulator(2);
    for (const row of [
      [2, 10],
      [4, 10],
      [6, 10],
    ]) {
      moments.add(row);
    }
    const { mean, scale } = moments.standardisation();
    expect([...mean]).toEqual([4, 10]);
    // Deviations −2, 0, 2: variance 8 / 3. The second column never varies.
    expect(scale[0]).toBeCloseTo(1 / Math.sqrt(8 / 3), 6);
    expect(scale[1]).toBe(0);
  });

  it('takes rounding noise around a large constant for no variation', () => {
    const moments = new MomentAccumulator(1);
    for (let row = 0; row < 100; row += 1) moments.add([1e6 + (row % 2) * 1e-3]);
    expect(moments.standardisation().scale[0]).toBe(0);
  });
});

describe('content vectors', () => {
  const layout = contentLayout([extractor('audio', 2), extractor('visual', 3), extractor('visual', 5)]);

  it('stand in the order visual, audio, text, with extractors of one modality joined', () => {
    expect(layout).toEqual({
      blocks: [
        { modality: 'visual', offset: 0, width: 8 },
        { modality: 'audio', offset: 8, width: 2 },
      ],
      dimension: 10,
    });
  });

  it('give every modality the same share of the mean squared length, whatever its width and unit', () => {
    const random = new Random(5);
    const rows = Array.from({ length: 300 }, () => ({
      visual: Float32Array.from({ length: 8 }, () => 1000 * random.normal() + 7),
      audio: Float32Array.from({ length: 2 }, () => 0.001 * random.normal()),
    }));
    const moments = new MomentAccumulator(layout.dimension);
    for (const pooled of rows) observeContent(moments, pooled, layout);
    const standardisation = contentStandardisation(moments, layout);
    const shares = { visual: 0, audio: 0 };
    const target = new Float32Array(10);
    for (const pooled of rows) {
      writeContentVector({ pooled, layout, standardisation, target, targetOffset: 0 });
      for (const [index, value] of target.entries())
        shares[index < 8 ? 'visual' : 'audio'] += value ** 2 / 300;
    }
    expect(shares.visual).toBeCloseTo(1, 4);
    expect(shares.audio).toBeCloseTo(1, 4);
  });

  it('leave a missing modality at its mean, and out of the statistics', () => {
    const moments = new MomentAccumulator(layout.dimension);
    const visual = new Float32Array(8).fill(1);
    observeContent(moments, { visual, audio: Float32Array.of(1, 5) }, layout);
    observeContent(moments, { visual, audio: Float32Array.of(3, 9) }, layout);
    observeContent(moments, { visual }, layout);
    const standardisation = contentStandardisation(moments, layout);
    expect([...standardisation.mean.subarray(8)]).toEqual([2, 7]);
    const target = new Float32Array(12).fill(9);
    writeContentVector({ pooled: { visual }, layout, standardisation, target, targetOffset: 1 });
    expect([...target]).toEqual([9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]);
  });

  it('refuse a stored vector of another width', () => {
    const moments = new MomentAccumulator(layout.dimension);
    const add = () => observeContent(moments, { audio: Float32Array.of(1, 2, 3) }, layout);
    expect(add).toThrow(expect.objectContaining({ code: 'store-corrupt' }));
  });
});
