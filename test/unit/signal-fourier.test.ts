import { describe, expect, it } from 'vitest';
import { Random } from '../../src/math/random.js';
import { cosineTransform } from '../../src/math/signal/cosine-transform.js';
import { hannWindow } from '../../src/math/signal/hann-window.js';
import { magnitudeSpectrogram } from '../../src/math/signal/magnitude-spectrogram.js';
import { realFourierTransform } from '../../src/math/signal/real-fourier-transform.js';

/** |Σ x[n]·exp(−2πikn/N)| straight from the definition. */
function naiveMagnitudes(input: Float32Array): number[] {
  return Array.from({ length: input.length / 2 + 1 }, (_, k) => {
    let real = 0;
    let imaginary = 0;
    for (const [n, value] of input.entries()) {
      real += value * Math.cos((2 * Math.PI * k * n) / input.length);
      imaginary -= value * Math.sin((2 * Math.PI * k * n) / input.length);
    }
    return Math.hypot(real, imaginary);
  });
}

describe('the Fourier transform of real input', () => {
  it.each([4, 8, 16, 128, 512])('agrees with the definition at size %i', (size) => {
    const random = new Random(size);
    const input = Float32Array.from({ length: size }, () => random.normal());
    const output = new Float32Array(size / 2 + 1);
    realFourierTransform(size).magnitudes(input, output);
    const expected = naiveMagnitudes(input);
    for (const [bin, magnitude] of output.entries())
      expect(magnitude).toBeCloseTo(expected[bin] as number, 4);
  });

  it('gives 1, 0, −1, 0 the spectrum 0, 2, 0 as by hand', () => {
    const output = new Float32Array(3);
    realFourierTransform(4).magnitudes(Float32Array.of(1, 0, -1, 0), output);
    expect([...output]).toEqual([0, 2, 0]);
  });

  it('keeps nothing from one call to the next', () => {
    const transform = realFourierTransform(8);
    const first = new Float32Array(5);
    const again = new Float32Array(5);
    const input = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    transform.magnitudes(input, first);
    transform.magnitudes(new Float32Array(8).fill(9), again);
    transform.magnitudes(input, again);
    expect(again).toEqual(first);
  });

  it.each([0, 2, 3, 12, 8.5])('refuses size %d', (size) => {
    expect(() => realFourierTransform(size)).toThrow(`got ${size}`);
  });
});

describe('the periodic Hann window', () => {
  it('is 0, ½, 1, ½ for four samples', () => {
    for (const [index, expected] of [0, 0.5, 1, 0.5].entries()) {
      expect(hannWindow(4)[index]).toBeCloseTo(expected, 12);
    }
  });

  it('sums to a constant when laid half over itself', () => {
    const window = hannWindow(400);
    for (let index = 0; index < 200; index += 1) {
      expect((window[index] as number) + (window[index + 200] as number)).toBeCloseTo(1, 6);
    }
  });
});

describe('the orthonormal cosine transform', () => {
  it('gives 1, 2, 3 the coefficients 2√3, −√2, 0 as by hand', () => {
    const [first, second, third] = cosineTransform(3, 3).apply([1, 2, 3]);
    expect(first).toBeCloseTo(2 * Math.sqrt(3), 6);
    expect(second).toBeCloseTo(-Math.SQRT2, 6);
    expect(third).toBeCloseTo(0, 6);
  });

  it('keeps the length of a vector', () => {
    const output = cosineTransform(4, 4).apply([1, -2, 0.5, 4]);
    expect(output.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1 + 4 + 0.25 + 16, 4);
  });
});

describe('the magnitude spectrogram', () => {
  it('uses 25 ms windows every 10 ms and a transform of 512 at 16 kHz', () => {
    const spectrogram = magnitudeSpectrogram({ samples: new Float32Array(16_000), sampleRateHz: 16_000 });
    expect(spectrogram.binCount).toBe(257);
    expect(spectrogram.binWidthHz).toBe(31.25);
    expect(spectrogram.hopSeconds).toBe(0.01);
    // Starts at 0, 160, … 15,520: the last whose 400 samples end by 16,000 is 97 · 160.
    expect(spectrogram.frameCount).toBe(98);
  });

  it('puts a sine of amplitude 1 at its bin with half the sum of the window', () => {
    const samples = Float32Array.from({ length: 800 }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / 16_000));
    const { magnitudes, binCount } = magnitudeSpectrogram({ samples, sampleRateHz: 16_000 });
    const row = [...magnitudes.subarray(0, binCount)];
    expect(row.indexOf(Math.max(...row))).toBe(32);
    expect(row[32]).toBeCloseTo(100, 0);
  });

  it('pads a sound shorter than a window and has no frame for none', () => {
    const short = magnitudeSpectrogram({ samples: new Float32Array(3).fill(1), sampleRateHz: 16_000 });
    expect(short.frameCount).toBe(1);
    expect(magnitudeSpectrogram({ samples: new Float32Array(0), sampleRateHz: 16_000 }).frameCount).toBe(0);
  });
});
