import { hannWindow } from './hann-window.js';
import { realFourierTransform } from './real-fourier-transform.js';

const SMALLEST_TRANSFORM = 4;

/**
 * How strongly an envelope goes up and down at which pace: its variance, split by frequency. A cosine of
 * amplitude a gives a²/2 to its band (about: the window spreads it over three bins). Speech is strongest near
 * 4 Hz, the pace of its syllables (Houtgast and Steeneken 1985).
 *
 * @param options.envelope [n] evenly spaced values @param options.edgesHz rising, one more than bands
 * @returns [edges − 1], ≥ 0; 0 for a band that the envelope is too short or too slow to show
 */
export function modulationBands(options: {
  readonly envelope: Float32Array;
  readonly ratePerSecond: number;
  readonly edgesHz: readonly number[];
}): Float32Array {
  const { envelope, ratePerSecond, edgesHz } = options;
  const count = envelope.length;
  const bands = new Float32Array(edgesHz.length - 1);
  if (count === 0) return bands;
  const mean = envelope.reduce((sum, value) => sum + value, 0) / count;
  const transform = realFourierTransform(Math.max(SMALLEST_TRANSFORM, 2 ** Math.ceil(Math.log2(count))));
  const windowed = new Float32Array(transform.size);
  for (const [index, weight] of hannWindow(count).entries()) {
    windowed[index] = ((envelope[index] as number) - mean) * weight;
  }
  const magnitudes = new Float32Array(transform.binCount);
  transform.magnitudes(windowed, magnitudes);
  // Both halves of the spectrum (2), Parseval (1 / size), mean square of a Hann window (3/8).
  const scale = 2 / (transform.size * count * (3 / 8));
  for (let band = 0; band < bands.length; band += 1) {
    const first = Math.ceil(((edgesHz[band] as number) * transform.size) / ratePerSecond);
    const end = Math.ceil(((edgesHz[band + 1] as number) * transform.size) / ratePerSecond);
    for (const magnitude of magnitudes.subarray(Math.max(1, first), Math.max(1, end))) {
      bands[band] = (bands[band] as number) + magnitude * magnitude * scale;
    }
  }
  return bands;
}
