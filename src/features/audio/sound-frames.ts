import type { AudioTrack } from '../../core/media.js';
import { cosineTransform } from '../../math/signal/cosine-transform.js';
import { decibels, rootMeanSquare } from '../../math/signal/decibels.js';
import { logMel } from '../../math/signal/log-mel.js';
import { magnitudeSpectrogram } from '../../math/signal/magnitude-spectrogram.js';
import { melFilterbank } from '../../math/signal/mel-filterbank.js';
import { onsetStrength } from '../../math/signal/onset-strength.js';
import { spectralCentroid } from '../../math/signal/spectral-centroid.js';
import { spectralFlatness } from '../../math/signal/spectral-flatness.js';

const MEL_BANDS = 64;
const CEPSTRAL_COEFFICIENTS = 20;
/** Centroid, flatness, onset strength, loudness. */
const SHAPE_VALUES = 4;

const LOWEST_HZ = 125;
const HIGHEST_HZ = 7500;
/** Log-mel of silence is −6.9 and of loud sound about 4: this brings both near −1…1. */
const LOG_MEL_CENTRE = -2;
const LOG_MEL_SCALE = 1 / 4;
/** The coefficients of scaled log-mel reach ±10, the first ones alone; most stay below ±2. */
const CEPSTRUM_SCALE = 1 / 4;
/** −100…0 dBFS becomes −1…1. */
const LOUDNESS_SCALE = 1 / 50;

/** Values of one frame of 10 ms. */
export const SOUND_FRAME_WIDTH = MEL_BANDS + CEPSTRAL_COEFFICIENTS + SHAPE_VALUES;
/** Place of the loudness in a frame: the last value. */
export const LOUDNESS_PLACE = SOUND_FRAME_WIDTH - 1;

/** Measurements of a sound every 10 ms. */
export interface SoundFrames {
  readonly frameCount: number;
  readonly framesPerSecond: number;
  /**
   * [frameCount, 88] log-mel (64, about ±1), cepstrum (20, about ±2), centroid and flatness (0…1; 0 for
   * silence), onset strength (≥ 0, rarely above 1), loudness (−1 for silence … 1 for full scale).
   */
  readonly values: Float32Array;
}

/** Log-mel, cepstral coefficients (MFCC) and spectral shape of a sound, 25 ms windows every 10 ms. */
export function soundFrames(track: AudioTrack): SoundFrames {
  const spectrogram = magnitudeSpectrogram(track);
  const { frameCount, binCount, binWidthHz, magnitudes, hopSeconds } = spectrogram;
  const highestHz = Math.min(HIGHEST_HZ, track.sampleRateHz / 2);
  const bands = melFilterbank({ bandCount: MEL_BANDS, binCount, binWidthHz, lowestHz: LOWEST_HZ, highestHz });
  const rawLogMel = logMel(spectrogram, bands);
  const onsets = onsetStrength(rawLogMel, MEL_BANDS);
  const scaledLogMel = rawLogMel.map((value) => (value - LOG_MEL_CENTRE) * LOG_MEL_SCALE);
  const transform = cosineTransform(MEL_BANDS, CEPSTRAL_COEFFICIENTS);
  const values = new Float32Array(frameCount * SOUND_FRAME_WIDTH);
  const hop = Math.round(hopSeconds * track.sampleRateHz);
  for (let frame = 0; frame < frameCount; frame += 1) {
    const row = values.subarray(frame * SOUND_FRAME_WIDTH, (frame + 1) * SOUND_FRAME_WIDTH);
    const bandRow = scaledLogMel.subarray(frame * MEL_BANDS, (frame + 1) * MEL_BANDS);
    const bins = magnitudes.subarray(frame * binCount, (frame + 1) * binCount);
    const level = decibels(rootMeanSquare(track.samples.subarray(frame * hop, (frame + 1) * hop)));
    row.set(bandRow);
    row.set(
      transform.apply(bandRow).map((coefficient) => coefficient * CEPSTRUM_SCALE),
      MEL_BANDS,
    );
    row.set(
      [
        spectralCentroid(bins) ?? 0,
        spectralFlatness(bins) ?? 0,
        onsets[frame] as number,
        1 + level * LOUDNESS_SCALE,
      ],
      MEL_BANDS + CEPSTRAL_COEFFICIENTS,
    );
  }
  return { frameCount, framesPerSecond: 1 / hopSeconds, values };
}
