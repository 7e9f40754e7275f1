import type { ExtractorSpec, FeatureExtractor } from '../../core/features.js';
import { pauseForAbort } from '../../inference/pause-for-abort.js';
import { cleanSamples } from '../../math/signal/clean-samples.js';
import { POOLED_SOUND_WIDTH, pooledSound } from '../audio/pooled-sound.js';
import { SOUND_FRAME_WIDTH, type SoundFrames, soundFrames } from '../audio/sound-frames.js';
import { pooledStatistics } from '../pooled-statistics.js';

const WIDTH = 2 * SOUND_FRAME_WIDTH;
/** A shorter rest at the end joins the second before it. */
const SHORTEST_TOKEN_SECONDS = 0.25;

const SPEC: ExtractorSpec = {
  id: 'signal-audio',
  version: 1,
  modality: 'audio',
  width: WIDTH,
  pooledWidth: POOLED_SOUND_WIDTH,
};

/**
 * What can be heard without a learned model, one token of 176 values per second: the mean (0…87), then the
 * standard deviation (88…175) over the second of
 *
 * | from | width | part | after |
 * |---|---|---|---|
 * | 0 | 64 | log-mel, 125–7,500 Hz, HTK mel | Hershey et al. 2017 (VGGish, YAMNet) |
 * | 64 | 20 | MFCC: orthonormal DCT-II of the log-mel | Davis and Mermelstein 1980 |
 * | 84 | 1 | spectral centroid, share of half the sample rate | Peeters 2004 |
 * | 85 | 1 | spectral flatness | Johnston 1988 |
 * | 86 | 1 | onset strength (spectral flux) | Böck and Widmer 2013 |
 * | 87 | 1 | loudness, −100…0 dBFS as −1…1 | root mean square |
 *
 * Pooled (272): see `pooledSound`. `undefined` without a sound track; a silent one gives finite values.
 */
export function createSignalAudio(): FeatureExtractor {
  return {
    spec: SPEC,
    async extract(sample, { signal }) {
      await pauseForAbort(signal);
      if (sample.audio === undefined || sample.audio.samples.length === 0) return undefined;
      const { sampleRateHz } = sample.audio;
      const frames = soundFrames({ sampleRateHz, samples: cleanSamples(sample.audio.samples) });
      await pauseForAbort(signal);
      const starts = tokenStarts(frames);
      const tokens = new Float32Array(starts.length * WIDTH);
      for (const [index, start] of starts.entries()) {
        const end = starts[index + 1] ?? frames.frameCount;
        const second = frames.values.subarray(start * SOUND_FRAME_WIDTH, end * SOUND_FRAME_WIDTH);
        const weights = new Uint8Array(end - start).fill(1);
        tokens.set(pooledStatistics({ tokens: second, width: SOUND_FRAME_WIDTH, weights }), index * WIDTH);
      }
      return {
        extractorId: SPEC.id,
        modality: SPEC.modality,
        width: WIDTH,
        tokens,
        timesSeconds: Float32Array.from(starts, (start) => start / frames.framesPerSecond),
        pooled: pooledSound(frames),
      };
    },
    async dispose() {},
  };
}

/** First frame of each token. */
function tokenStarts(frames: SoundFrames): number[] {
  const perToken = Math.round(frames.framesPerSecond);
  const starts = [0];
  for (
    let start = perToken;
    start + SHORTEST_TOKEN_SECONDS * frames.framesPerSecond <= frames.frameCount;
    start += perToken
  ) {
    starts.push(start);
  }
  return starts;
}
