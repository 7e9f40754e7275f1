import type { FeatureExtractor } from '../../core/features.js';
import type { AudioTrack, VideoSample } from '../../core/media.js';
import { cleanSamples } from '../../math/signal/clean-samples.js';
import type { Piece } from '../learned-extractor.js';
import { createModelExtractor, type ModelExtractorOptions } from '../model-extractor.js';

/** What CLAP hears at once. */
const WINDOW_SECONDS = 10;

/**
 * The sound side of a CLAP: one token for each 10 s; the last window ends with the sound, so it may reach back into the
 * one before it. A sound of less than 10 s is one token.
 * @throws VidtokenError `weights-missing`, `configuration`
 */
export function createClap(options: ModelExtractorOptions): Promise<FeatureExtractor> {
  return createModelExtractor({
    ...options,
    encoder: 'audio-tower',
    encoderOptions: (tower) => tower,
    pieces: soundWindows,
  });
}

function soundWindows({ audio }: VideoSample): Piece<AudioTrack>[] {
  if (audio === undefined || audio.samples.length === 0) return [];
  const { sampleRateHz } = audio;
  const samples = cleanSamples(audio.samples);
  const length = Math.min(samples.length, Math.round(WINDOW_SECONDS * sampleRateHz));
  const count = Math.ceil(samples.length / length);
  return Array.from({ length: count }, (_, index) => {
    const start = Math.min(index * length, samples.length - length);
    return {
      item: { sampleRateHz, samples: samples.subarray(start, start + length) },
      weight: 1,
      timeSeconds: () => start / sampleRateHz,
    };
  });
}
