import { hannWindow } from './hann-window.js';
import { realFourierTransform } from './real-fourier-transform.js';

/** Magnitudes of a short-time Fourier transform. */
export interface Spectrogram {
  readonly frameCount: number;
  readonly binCount: number;
  /** [frameCount, binCount] row by row, unscaled magnitudes ≥ 0. */
  readonly magnitudes: Float32Array;
  /** Frequency distance of two bins. */
  readonly binWidthHz: number;
  /** Time distance of two frames. */
  readonly hopSeconds: number;
}

/** Window and hop of sound analysis unless told otherwise (16 kHz: 400 and 160 samples, FFT of 512). */
const DEFAULT_WINDOW_SECONDS = 0.025;
const DEFAULT_HOP_SECONDS = 0.01;
const SMALLEST_TRANSFORM = 4;

/**
 * Short-time magnitudes under a periodic Hann window, by default 25 ms every 10 ms, zero-padded to the next power
 * of two. Frames lie wholly inside the signal; one shorter than a window is padded to one frame, an empty
 * one has none.
 *
 * @param options.samples [n] @param options.sampleRateHz samples per second
 */
export function magnitudeSpectrogram(options: {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly windowSeconds?: number;
  readonly hopSeconds?: number;
}): Spectrogram {
  const { samples, sampleRateHz } = options;
  const windowSeconds = options.windowSeconds ?? DEFAULT_WINDOW_SECONDS;
  const hopSeconds = options.hopSeconds ?? DEFAULT_HOP_SECONDS;
  const windowLength = Math.max(1, Math.round(windowSeconds * sampleRateHz));
  const hopLength = Math.max(1, Math.round(hopSeconds * sampleRateHz));
  const transformSize = Math.max(SMALLEST_TRANSFORM, 2 ** Math.ceil(Math.log2(windowLength)));
  const transform = realFourierTransform(transformSize);
  const window = hannWindow(windowLength);
  const frameCount =
    samples.length === 0 ? 0 : Math.max(0, Math.floor((samples.length - windowLength) / hopLength)) + 1;
  const magnitudes = new Float32Array(frameCount * transform.binCount);
  const windowed = new Float32Array(transformSize);
  for (let frame = 0; frame < frameCount; frame += 1) {
    const start = frame * hopLength;
    for (let index = 0; index < windowLength; index += 1) {
      windowed[index] = (samples[start + index] ?? 0) * (window[index] as number);
    }
    const row = frame * transform.binCount;
    transform.magnitudes(windowed, magnitudes.subarray(row, row + transform.binCount));
  }
  return {
    frameCount,
    binCount: transform.binCount,
    magnitudes,
    binWidthHz: sampleRateHz / transformSize,
    hopSeconds: hopLength / sampleRateHz,
  };
}
