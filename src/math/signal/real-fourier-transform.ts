import { VidtokenError } from '../../core/errors.js';

/** Fourier transform of real input of one fixed size; holds its tables and scratch space. */
export interface RealFourierTransform {
  readonly size: number;
  /** size / 2 + 1: from 0 to the Nyquist frequency. */
  readonly binCount: number;
  /**
   * Writes |X[k]| for k = 0 … size / 2, with X[k] = Σₙ x[n]·exp(−2πi·k·n / size), unscaled.
   * @param input [size] @param output [binCount]
   */
  magnitudes(input: Float32Array, output: Float32Array): void;
}

/**
 * Radix-2 transform (Cooley and Tukey 1965). Two real samples ride in one complex number, so a transform
 * of half the size is enough; its halves are separated at the end (Numerical Recipes, section 12.3).
 * Not to be shared between calls that interleave: the scratch space belongs to the object.
 *
 * @throws VidtokenError `invalid-value` unless `size` is a power of two of at least 4.
 */
export function realFourierTransform(size: number): RealFourierTransform {
  if (!Number.isInteger(size) || size < 4 || (size & (size - 1)) !== 0) {
    throw new VidtokenError({
      code: 'invalid-value',
      message: `A Fourier transform needs a size that is a power of two of at least 4, got ${size}.`,
    });
  }
  const half = size / 2;
  const real = new Float64Array(half);
  const imaginary = new Float64Array(half);
  const cosines = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sines = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  const reversed = reversedBits(half);

  return {
    size,
    binCount: half + 1,
    magnitudes(input, output) {
      for (let index = 0; index < half; index += 1) {
        const source = 2 * (reversed[index] as number);
        real[index] = input[source] as number;
        imaginary[index] = input[source + 1] as number;
      }
      butterflies({ real, imaginary, cosines, sines });
      for (let k = 0; k <= half; k += 1) {
        const forward = k === half ? 0 : k;
        const backward = k === 0 ? 0 : half - k;
        // Even samples: (Z[k] + conj Z[−k]) / 2; odd samples: (Z[k] − conj Z[−k]) / 2i.
        const evenReal = ((real[forward] as number) + (real[backward] as number)) / 2;
        const evenImaginary = ((imaginary[forward] as number) - (imaginary[backward] as number)) / 2;
        const oddReal = ((imaginary[forward] as number) + (imaginary[backward] as number)) / 2;
        const oddImaginary = ((real[backward] as number) - (real[forward] as number)) / 2;
        const cosine = k === half ? -1 : (cosines[k] as number);
        const sine = k === half ? 0 : (sines[k] as number);
        const binReal = evenReal + cosine * oddReal + sine * oddImaginary;
        const binImaginary = evenImaginary + cosine * oddImaginary - sine * oddReal;
        output[k] = Math.sqrt(binReal * binReal + binImaginary * binImaginary);
      }
    },
  };
}

/** Index of each place with its bits in reverse order. */
function reversedBits(count: number): Uint32Array {
  const reversed = new Uint32Array(count);
  for (let index = 1; index < count; index += 1) {
    const parent = reversed[index >> 1] as number;
    reversed[index] = (parent >> 1) | ((index & 1) * (count >> 1));
  }
  return reversed;
}

/** In-place decimation in time; input is in bit-reversed order. The tables are for twice the size. */
function butterflies(work: {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}): void {
  const { real, imaginary, cosines, sines } = work;
  const count = real.length;
  for (let span = 1; span < count; span *= 2) {
    const tableStep = count / span;
    for (let start = 0; start < count; start += 2 * span) {
      for (let offset = 0; offset < span; offset += 1) {
        const cosine = cosines[offset * tableStep] as number;
        const sine = sines[offset * tableStep] as number;
        const low = start + offset;
        const high = low + span;
        const highReal = real[high] as number;
        const highImaginary = imaginary[high] as number;
        const turnedReal = cosine * highReal + sine * highImaginary;
        const turnedImaginary = cosine * highImaginary - sine * highReal;
        const lowReal = real[low] as number;
        const lowImaginary = imaginary[low] as number;
        real[high] = lowReal - turnedReal;
        imaginary[high] = lowImaginary - turnedImaginary;
        real[low] = lowReal + turnedReal;
        imaginary[low] = lowImaginary + turnedImaginary;
      }
    }
  }
}
