import type { AudioMeasurements } from '../../core/description.js';
import type { AudioTrack } from '../../core/media.js';
import { decibels, rootMeanSquare } from '../../math/signal/decibels.js';
import { countOnsets } from './count-onsets.js';
import { soundKind } from './sound-kind.js';
import { soundShape } from './sound-shape.js';

/** A frame below this level is a pause: quieter than a quiet room recorded near full scale. */
const PAUSE_DBFS = -50;
/** A track below this level as a whole is silence with at most a little hiss. */
const SILENT_TRACK_DBFS = -60;
const FRAMES_PER_SECOND = 100;

/** @param track at least one sample; non-finite samples count as zero */
export function measureAudio(track: AudioTrack): AudioMeasurements {
  const samples = track.samples.map((sample) => (Number.isFinite(sample) ? sample : 0));
  const loudnessDbfs = decibels(rootMeanSquare(samples));
  const envelope = frameLevels(samples, track.sampleRateHz);
  const pauses = envelope.filter((level) => decibels(level) < PAUSE_DBFS).length;
  const silentShare = pauses / envelope.length;
  if (loudnessDbfs < SILENT_TRACK_DBFS) {
    return { kind: 'silent', loudnessDbfs, silentShare, onsetsPerSecond: 0 };
  }
  const clean = { samples, sampleRateHz: track.sampleRateHz };
  const onsetsPerSecond = countOnsets(clean) / (samples.length / track.sampleRateHz);
  const shape = soundShape({ track: clean, envelope, framesPerSecond: FRAMES_PER_SECOND });
  return { kind: soundKind(shape), loudnessDbfs, silentShare, onsetsPerSecond };
}

/** Root mean square of each 10 ms; a rest at the end is left out unless it is all there is. */
function frameLevels(samples: Float32Array, sampleRateHz: number): Float32Array {
  const hop = Math.max(1, Math.round(sampleRateHz / FRAMES_PER_SECOND));
  const count = Math.max(1, Math.floor(samples.length / hop));
  return Float32Array.from({ length: count }, (_, frame) =>
    rootMeanSquare(samples.subarray(frame * hop, (frame + 1) * hop)),
  );
}
