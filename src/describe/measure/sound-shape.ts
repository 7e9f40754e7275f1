import type { AudioTrack } from '../../core/media.js';
import { magnitudeSpectrogram, type Spectrogram } from '../../math/signal/magnitude-spectrogram.js';
import { modulationBands } from '../../math/signal/modulation-bands.js';
import { spectralFlatness } from '../../math/signal/spectral-flatness.js';

/** The few figures that tell kinds of sound apart. */
export interface SoundShape {
  /** Standard deviation of the 10 ms level over its mean: 0 for a steady sound, about 0.8 for speech. */
  readonly levelVariation: number;
  /** Share of that variation at 2–10 Hz, the pace of syllables, 0…1. */
  readonly syllableShare: number;
  /** Share of the time below half the mean level, 0…1 (Scheirer and Slaney 1997: high for speech). */
  readonly quietShare: number;
  /** Energy-weighted spectral flatness up to 4 kHz: 0 for tones, about 0.56 for white noise. */
  readonly flatness: number;
  /** Share of the energy in sharp spectral peaks: up to 0.6 for tones (the rest is their flanks), 0 for noise. */
  readonly peakShare: number;
  /** Share of that peak energy that stood at the same pitch 64 ms before, 0…1. */
  readonly steadyShare: number;
}

/** Long enough to tell neighbouring notes apart; the voice glides within it. */
const WINDOW_SECONDS = 0.128;
const HOP_SECONDS = 0.064;
const HIGHEST_HZ = 4000;
const QUIET = 0.5;
/** A peak rises this many times above the mean of the bins around it, itself and its flanks left out. */
const PEAK_RATIO = 4;
const NEIGHBOURS = 8;
const FLANK = 2;
/** Part of a peak's magnitude that must have been there before. */
const STEADY_RATIO = 0.3;

/** @param options.envelope root mean square levels, `framesPerSecond` of them a second; not all 0 */
export function soundShape(options: {
  readonly track: AudioTrack;
  readonly envelope: Float32Array;
  readonly framesPerSecond: number;
}): SoundShape {
  const { track, envelope, framesPerSecond } = options;
  const meanLevel = envelope.reduce((sum, level) => sum + level, 0) / envelope.length;
  const relative = envelope.map((level) => level / meanLevel);
  const paces = modulationBands({
    envelope: relative,
    ratePerSecond: framesPerSecond,
    edgesHz: [0.3, 2, 10, framesPerSecond / 2],
  });
  const variance = paces.reduce((sum, part) => sum + part, 0);
  const spectrogram = magnitudeSpectrogram({
    ...track,
    windowSeconds: WINDOW_SECONDS,
    hopSeconds: HOP_SECONDS,
  });
  return {
    levelVariation: Math.sqrt(variance),
    syllableShare: variance > 0 ? (paces[1] as number) / variance : 0,
    quietShare: relative.filter((level) => level < QUIET).length / relative.length,
    ...spectralShape(spectrogram),
  };
}

function spectralShape(spectrogram: Spectrogram): Pick<SoundShape, 'flatness' | 'peakShare' | 'steadyShare'> {
  const { frameCount, binCount, magnitudes, binWidthHz } = spectrogram;
  const usedBins = Math.min(binCount, Math.round(HIGHEST_HZ / binWidthHz));
  const sums = { flatness: 0, weight: 0, energy: 0, peaks: 0, comparable: 0, steady: 0 };
  for (let frame = 0; frame < frameCount; frame += 1) {
    const bins = magnitudes.subarray(frame * binCount, frame * binCount + usedBins);
    const before = magnitudes.subarray((frame - 1) * binCount, (frame - 1) * binCount + usedBins);
    const energy = bins.reduce((sum, magnitude) => sum + magnitude * magnitude, 0);
    sums.flatness += (spectralFlatness(bins) ?? 1) * Math.sqrt(energy);
    sums.weight += Math.sqrt(energy);
    sums.energy += energy;
    for (const bin of peakBins(bins)) {
      const peak = bins[bin] as number;
      sums.peaks += peak * peak;
      if (frame === 0) continue;
      sums.comparable += peak * peak;
      const earlier = Math.max(...before.subarray(bin - 1, bin + 2));
      if (earlier > STEADY_RATIO * peak) sums.steady += peak * peak;
    }
  }
  return {
    flatness: sums.weight > 0 ? sums.flatness / sums.weight : 1,
    peakShare: sums.energy > 0 ? sums.peaks / sums.energy : 0,
    steadyShare: sums.comparable > 0 ? sums.steady / sums.comparable : 0,
  };
}

/** Local maxima that stand out sharply from the bins around them. */
function peakBins(bins: Float32Array): number[] {
  const peaks: number[] = [];
  const background = 2 * (NEIGHBOURS - FLANK);
  for (let bin = NEIGHBOURS; bin < bins.length - NEIGHBOURS; bin += 1) {
    const magnitude = bins[bin] as number;
    if (magnitude < (bins[bin - 1] as number) || magnitude <= (bins[bin + 1] as number)) continue;
    let sum = 0;
    for (let offset = FLANK + 1; offset <= NEIGHBOURS; offset += 1) {
      sum += (bins[bin - offset] as number) + (bins[bin + offset] as number);
    }
    if (magnitude > (PEAK_RATIO * sum) / background) peaks.push(bin);
  }
  return peaks;
}
