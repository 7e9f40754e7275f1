import type { Measurements } from '../../core/description.js';
import type { VideoSample } from '../../core/media.js';
import { dominantColours } from './dominant-colours.js';
import { measureAudio } from './measure-audio.js';
import { type MeasuredPicture, measurePicture } from './measure-picture.js';
import { visibleCuts } from './visible-cuts.js';

/** What a sample shows and sounds like in plain figures; nothing is guessed that was not measured. */
export function measure(sample: VideoSample): Measurements {
  const pictures = sample.frames.map(measurePicture);
  const motion = meanMotion(pictures);
  return {
    brightness: mean(pictures.map((picture) => picture.brightness)),
    contrast: mean(pictures.map((picture) => picture.contrast)),
    saturation: mean(pictures.map((picture) => picture.saturation)),
    dominantColours: dominantColours(pictures),
    ...(motion === undefined ? {} : { motion }),
    visibleCuts: visibleCuts(pictures),
    frameCount: pictures.length,
    ...(sample.audio === undefined || sample.audio.samples.length === 0
      ? {}
      : { audio: measureAudio(sample.audio) }),
  };
}

/** Mean absolute luma change between neighbours; `undefined` without any. */
function meanMotion(pictures: readonly MeasuredPicture[]): number | undefined {
  const changes = pictures.slice(1).map((picture, index) => {
    const before = pictures[index];
    return before === undefined ? 0 : meanDifference(before.luma, picture.luma);
  });
  return changes.length === 0 ? undefined : mean(changes);
}

function meanDifference(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) {
    sum += Math.abs((left[index] as number) - (right[index] as number));
  }
  return sum / left.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
