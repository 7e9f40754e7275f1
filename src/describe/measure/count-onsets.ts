import type { AudioTrack } from '../../core/media.js';
import { logMel } from '../../math/signal/log-mel.js';
import { magnitudeSpectrogram } from '../../math/signal/magnitude-spectrogram.js';
import { melFilterbank } from '../../math/signal/mel-filterbank.js';
import { onsetStrength } from '../../math/signal/onset-strength.js';

const BANDS = 40;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 7500;
/** Rise of the mean log-mel over 10 ms, above the track's median, that is heard as a start: about 3 dB. */
const THRESHOLD = 0.35;
/** Two starts within this many frames (100 ms) are heard as one. */
const SMALLEST_GAP = 10;

/** Sudden starts of sound: peaks of the spectral flux that stand out from its median. */
export function countOnsets(track: AudioTrack): number {
  const spectrogram = magnitudeSpectrogram(track);
  const { binCount, binWidthHz } = spectrogram;
  const highestHz = Math.min(HIGHEST_HZ, track.sampleRateHz / 2);
  const bands = melFilterbank({ bandCount: BANDS, binCount, binWidthHz, lowestHz: LOWEST_HZ, highestHz });
  const strength = onsetStrength(logMel(spectrogram, bands), BANDS);
  const median = strength.slice().sort()[Math.floor(strength.length / 2)] ?? 0;
  let count = 0;
  let next = 0;
  for (const [frame, value] of strength.entries()) {
    if (frame < next || value < median + THRESHOLD) continue;
    count += 1;
    next = frame + SMALLEST_GAP;
  }
  return count;
}
