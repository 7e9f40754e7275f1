import { modulationBands } from '../../math/signal/modulation-bands.js';
import { pooledStatistics } from '../pooled-statistics.js';
import { loudnessEnvelope, loudnessWeights } from './loudness-weights.js';
import { SOUND_FRAME_WIDTH, type SoundFrames } from './sound-frames.js';

/** From slow swells over rhythm and syllables to roughness. */
const PACE_EDGES_HZ = [0.2, 0.5, 1, 2, 4, 8, 16, 32, 50];
/** Variance of loudness (1 unit = 50 dB) that is as good as none: swings of about 0.1 dB. */
const PACE_OFFSET = 1e-6;

export const POOLED_SOUND_WIDTH = 3 * SOUND_FRAME_WIDTH + PACE_EDGES_HZ.length - 1;

/**
 * One vector for a whole sound.
 * @param frames at least one frame
 * @returns [272]: loudness-weighted mean (88), loudness-weighted deviation (88) and maximum (88) of the frame
 *   values; ¼·log₁₀ of the variance of the loudness at 8 paces from 0.2 to 50 Hz (−1.5…0)
 */
export function pooledSound(frames: SoundFrames): Float32Array {
  const { values } = frames;
  const pooled = new Float32Array(POOLED_SOUND_WIDTH);
  pooled.set(
    pooledStatistics({ tokens: values, width: SOUND_FRAME_WIDTH, weights: loudnessWeights(frames) }),
  );
  const maxima = pooled.subarray(2 * SOUND_FRAME_WIDTH, 3 * SOUND_FRAME_WIDTH).fill(Number.NEGATIVE_INFINITY);
  for (let place = 0; place < values.length; place += 1) {
    const column = place % SOUND_FRAME_WIDTH;
    maxima[column] = Math.max(maxima[column] as number, values[place] as number);
  }
  const paces = modulationBands({
    envelope: loudnessEnvelope(frames),
    ratePerSecond: frames.framesPerSecond,
    edgesHz: PACE_EDGES_HZ,
  });
  pooled.set(
    paces.map((variance) => Math.log10(variance + PACE_OFFSET) / 4),
    3 * SOUND_FRAME_WIDTH,
  );
  return pooled;
}
