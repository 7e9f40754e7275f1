import { describe, expect, it } from 'vitest';
import { oklabPlanes } from '../../src/math/colour/oklab-planes.js';
import { Random } from '../../src/math/random.js';
import { decibels, rootMeanSquare } from '../../src/math/signal/decibels.js';
import { logMel } from '../../src/math/signal/log-mel.js';
import { hertzToMel, melFilterbank } from '../../src/math/signal/mel-filterbank.js';
import { modulationBands } from '../../src/math/signal/modulation-bands.js';
import { onsetStrength } from '../../src/math/signal/onset-strength.js';
import { spectralCentroid } from '../../src/math/signal/spectral-centroid.js';
import { spectralFlatness } from '../../src/math/signal/spectral-flatness.js';

describe('the mel scale', () => {
  it('has 1000 mel at 1000 Hz and 0 at 0, as HTK defines it', () => {
    expect(hertzToMel(0)).toBe(0);
    expect(hertzToMel(1000)).toBeCloseTo(1000, 0);
    expect(hertzToMel(700)).toBeCloseTo(2595 * Math.log10(2), 1);
  });

  it('spreads triangles that meet at half height and leave out 0 Hz', () => {
    const bank = melFilterbank({
      bandCount: 64,
      binCount: 257,
      binWidthHz: 31.25,
      lowestHz: 125,
      highestHz: 7500,
    });
    expect(bank).toHaveLength(64);
    const total = new Float64Array(257);
    for (const { firstBin, weights } of bank) {
      expect(firstBin).toBeGreaterThan(0);
      for (const [index, weight] of weights.entries())
        total[firstBin + index] = (total[firstBin + index] ?? 0) + weight;
    }
    // Between the first and the last centre neighbouring slopes add up to one.
    for (let bin = 10; bin < 220; bin += 1) expect(total[bin]).toBeCloseTo(1, 5);
  });

  it('refuses an empty range of frequencies', () => {
    expect(() =>
      melFilterbank({ bandCount: 4, binCount: 9, binWidthHz: 10, lowestHz: 125, highestHz: 80 }),
    ).toThrow('125 to 80 Hz');
  });

  it('takes the logarithm of the band sums plus 0.001', () => {
    const spectrogram = {
      frameCount: 2,
      binCount: 3,
      magnitudes: Float32Array.of(9, 1, 2, 0, 0, 0),
      binWidthHz: 1,
      hopSeconds: 1,
    };
    const [loud, silent] = logMel(spectrogram, [{ firstBin: 1, weights: Float32Array.of(0.5, 1) }]);
    expect(loud).toBeCloseTo(Math.log(2.501), 5);
    expect(silent).toBeCloseTo(Math.log(0.001), 5);
  });
});

describe('spectral shape', () => {
  it('finds the centroid of 0, 1, 1 three quarters of the way up', () => {
    expect(spectralCentroid(Float32Array.of(0, 1, 1))).toBeCloseTo(0.75, 6);
    expect(spectralCentroid(new Float32Array(3))).toBeUndefined();
  });

  it('calls an even spectrum flat and a single line not', () => {
    expect(spectralFlatness(Float32Array.of(7, 2, 2, 2, 2))).toBeCloseTo(1, 5);
    expect(spectralFlatness(Float32Array.of(0, 0, 1, 0, 0))).toBeLessThan(1e-6);
    // Powers 1 and 4: geometric mean 2, arithmetic mean 2.5.
    expect(spectralFlatness(Float32Array.of(0, 1, 2))).toBeCloseTo(0.8, 5);
    expect(spectralFlatness(new Float32Array(5))).toBeUndefined();
  });

  it('counts rises as onset strength and not falls', () => {
    const strength = onsetStrength(Float32Array.of(0, 0, 1, 3, 0, 5), 2);
    expect([...strength]).toEqual([0, 2, 1]);
  });
});

describe('levels', () => {
  it('gives a square wave its amplitude and a sine 3 dB less', () => {
    expect(decibels(rootMeanSquare(Float32Array.of(0.5, -0.5)))).toBeCloseTo(-6.02, 2);
    const sine = Float32Array.from({ length: 1000 }, (_, n) => Math.sin((2 * Math.PI * n) / 100));
    expect(decibels(rootMeanSquare(sine))).toBeCloseTo(-3.01, 2);
  });

  it('gives silence and nothing at all −100 dBFS', () => {
    expect(decibels(rootMeanSquare(new Float32Array(9)))).toBe(-100);
    expect(decibels(rootMeanSquare(new Float32Array(0)))).toBe(-100);
  });
});

describe('modulation bands', () => {
  it('gives a cosine of amplitude a half of a² in its band and little elsewhere', () => {
    const envelope = Float32Array.from(
      { length: 512 },
      (_, n) => 1 + 0.6 * Math.cos((2 * Math.PI * 4 * n) / 100),
    );
    const [slow, syllables, fast] = modulationBands({
      envelope,
      ratePerSecond: 100,
      edgesHz: [0.3, 2, 10, 50],
    });
    expect(syllables).toBeCloseTo(0.18, 2);
    expect(slow).toBeLessThan(0.001);
    expect(fast).toBeLessThan(0.001);
  });

  it('splits the variance of noise between the bands', () => {
    const random = new Random(5);
    const envelope = Float32Array.from({ length: 4096 }, () => random.normal());
    const bands = modulationBands({ envelope, ratePerSecond: 100, edgesHz: [0, 25, 50.01] });
    expect((bands[0] as number) + (bands[1] as number)).toBeCloseTo(1, 0);
    expect((bands[0] as number) / (bands[1] as number)).toBeCloseTo(1, 0);
  });

  it('has nothing to say of an empty or a constant envelope', () => {
    const options = { ratePerSecond: 100, edgesHz: [0.3, 2, 10] };
    expect([...modulationBands({ ...options, envelope: new Float32Array(0) })]).toEqual([0, 0]);
    for (const value of modulationBands({ ...options, envelope: new Float32Array(300).fill(0.7) })) {
      expect(value).toBeCloseTo(0, 8);
    }
  });
});

describe('Oklab', () => {
  it('agrees with the published values of red, green, blue and white', () => {
    const planes = oklabPlanes(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0));
    const expected = [
      [0.62796, 0.22486, 0.12585],
      [0.86644, -0.23389, 0.1795],
      [0.45201, -0.03246, -0.31153],
      [1, 0, 0],
      [0, 0, 0],
    ];
    for (const [pixel, [lightness, greenRed, blueYellow]] of expected.entries()) {
      expect(planes.lightness[pixel]).toBeCloseTo(lightness as number, 3);
      expect(planes.greenRed[pixel]).toBeCloseTo(greenRed as number, 3);
      expect(planes.blueYellow[pixel]).toBeCloseTo(blueYellow as number, 3);
    }
  });
});
