import { VidtokenError } from '../core/errors.js';
import type { AudioTrack } from '../core/media.js';
import { cleanSamples } from '../math/signal/clean-samples.js';
import { logMel } from '../math/signal/log-mel.js';
import { magnitudeSpectrogram } from '../math/signal/magnitude-spectrogram.js';
import { melFilterbank } from '../math/signal/mel-filterbank.js';
import type { LogMelInput } from './onnx-configuration.js';

/** Overlapping stretches of a log-mel spectrogram. */
export interface LogMelPatches {
  readonly count: number;
  /** [frames, bands] or [1, frames, bands] row by row, finite. */
  patch(index: number): Float32Array;
  /** Start of a patch. */
  startSeconds(index: number): number;
}

/** Shape of one patch without the batch. */
export function patchShape({ layout, patchFrames, bands }: LogMelInput): readonly number[] {
  return layout === 'nfb' ? [patchFrames, bands] : [1, patchFrames, bands];
}

/** Time from the start of a patch to the start of the next, at whole samples as the spectrogram steps. */
export function patchHopSeconds({ sampleRateHz, hopSeconds, patchHopFrames }: LogMelInput): number {
  return (patchHopFrames * Math.max(1, Math.round(hopSeconds * sampleRateHz))) / sampleRateHz;
}

/**
 * The log-mel patches of a sound. Zeros are added after the last sample until every sample lies in a whole patch
 * (`pad_waveform` of YAMNet), so the shortest sound gives one patch.
 * @throws VidtokenError `configuration` when the sound was read at another sample rate than the model wants
 */
export function logMelPatches(track: AudioTrack, input: LogMelInput): LogMelPatches {
  const { bands: bandCount, lowestHz, highestHz, windowSeconds, hopSeconds } = input;
  const { patchFrames, patchHopFrames } = input;
  requireSampleRate(track, input);
  const samples = padded(cleanSamples(track.samples), input);
  const spectrogram = magnitudeSpectrogram({
    samples,
    sampleRateHz: track.sampleRateHz,
    windowSeconds,
    hopSeconds,
  });
  const { binCount, binWidthHz, frameCount } = spectrogram;
  const bands = melFilterbank({ bandCount, binCount, binWidthHz, lowestHz, highestHz });
  const values = logMel(spectrogram, bands);
  return {
    count: 1 + Math.floor((frameCount - patchFrames) / patchHopFrames),
    patch(index) {
      const start = index * patchHopFrames * bandCount;
      return values.subarray(start, start + patchFrames * bandCount);
    },
    startSeconds: (index) => index * patchHopFrames * spectrogram.hopSeconds,
  };
}

function requireSampleRate(track: AudioTrack, { sampleRateHz }: LogMelInput): void {
  if (track.sampleRateHz === sampleRateHz) return;
  throw new VidtokenError({
    code: 'configuration',
    message: `The sound was read at ${track.sampleRateHz} Hz, but the model wants ${sampleRateHz} Hz.`,
    hint: `Videos are sampled at 16000 Hz unless told otherwise: use a model for that rate, or sample at ${sampleRateHz} Hz.`,
    facts: { sampleRateHz: track.sampleRateHz, wantedHz: sampleRateHz },
  });
}

function padded(samples: Float32Array, input: LogMelInput): Float32Array {
  const { sampleRateHz, windowSeconds, hopSeconds, patchFrames, patchHopFrames } = input;
  const hop = Math.round(hopSeconds * sampleRateHz);
  const firstPatch = Math.round(windowSeconds * sampleRateHz) + (patchFrames - 1) * hop;
  const patchHop = patchHopFrames * hop;
  const further = Math.max(0, Math.ceil((samples.length - firstPatch) / patchHop));
  const output = new Float32Array(firstPatch + further * patchHop);
  output.set(samples);
  return output;
}
