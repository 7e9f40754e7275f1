import type { AudioTrack } from '../core/media.js';

/** Zero crossings of the filter on each side: 6 dB down at 95 % of the band, more than 60 dB beyond it. */
const LOBES = 24;
/** The filter closes a little below half of the lower sample rate, so that nothing folds back. */
const PASS_BAND = 0.95;

/**
 * A sound at another sample rate: windowed-sinc interpolation (Smith, "Digital Audio Resampling", Hann window), with a
 * table for each of the places between two samples that occur.
 * @returns [round(samples · rate / own rate)]
 */
export function resampleSound({ samples, sampleRateHz }: AudioTrack, rateHz: number): Float32Array {
  if (sampleRateHz === rateHz) return samples;
  const divisor = greatestCommonDivisor(sampleRateHz, rateHz);
  const phases = rateHz / divisor;
  const step = sampleRateHz / divisor;
  const cutoff = PASS_BAND * Math.min(1, rateHz / sampleRateHz);
  const reach = Math.ceil(LOBES / cutoff);
  const filters = Array.from({ length: phases }, (_, phase) => filterAt(phase / phases, { cutoff, reach }));
  const output = new Float32Array(Math.round((samples.length * rateHz) / sampleRateHz));
  for (let index = 0; index < output.length; index += 1) {
    const before = Math.floor((index * step) / phases);
    const filter = filters[(index * step) % phases] as Float64Array;
    const from = Math.max(0, before - reach + 1);
    const end = Math.min(samples.length, before + reach + 1);
    let sum = 0;
    for (let place = from; place < end; place += 1) {
      sum += (samples[place] as number) * (filter[place - before + reach - 1] as number);
    }
    output[index] = sum;
  }
  return output;
}

/** Weights of the `reach` samples up to a place and the `reach` after it; they add up to 1. */
function filterAt(
  fraction: number,
  { cutoff, reach }: { readonly cutoff: number; readonly reach: number },
): Float64Array {
  const weights = Float64Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - reach + 1 - fraction;
    if (Math.abs(distance) >= reach) return 0;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
    const angle = Math.PI * cutoff * distance;
    return window * (angle === 0 ? 1 : Math.sin(angle) / angle);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
