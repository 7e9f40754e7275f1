import { LOUDNESS_PLACE, SOUND_FRAME_WIDTH, type SoundFrames } from './sound-frames.js';

/**
 * Natural exponent per unit of scaled loudness (50 dB): a frame weighs half as much for every 11.6 dB below
 * the loudest, close to the square root of its amplitude.
 */
const STEEPNESS = 3;

/** How much each frame tells, 0…1: what is heard counts for more than the pauses around it. */
export function loudnessWeights(frames: SoundFrames): Float32Array {
  const weights = loudnessEnvelope(frames);
  const loudest = weights.reduce((highest, loudness) => Math.max(highest, loudness), -1);
  return weights.map((loudness) => Math.exp(STEEPNESS * (loudness - loudest)));
}

/** [frameCount] loudness over time, −1…1. */
export function loudnessEnvelope(frames: SoundFrames): Float32Array {
  return Float32Array.from(
    { length: frames.frameCount },
    (_, frame) => frames.values[frame * SOUND_FRAME_WIDTH + LOUDNESS_PLACE] as number,
  );
}
