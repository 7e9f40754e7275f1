import type { Frame } from '../core/media.js';
import type { PixelSize } from './display-size.js';

/** Times that the `metadata` filter printed, one per kept picture; NaN where ffmpeg knew none. */
export function parseFrameTimes(printed: string): number[] {
  return [...printed.matchAll(/^frame:\d+ .*pts_time:(\S+)$/gm)].map((match) => Number(match[1]));
}

/**
 * Cuts a run of raw rgb24 pictures of one size; what is left of a broken last picture is dropped. A picture
 * without a time gets the time of the one before it. Each frame owns its bytes.
 */
export function cutFrames(options: {
  readonly bytes: Uint8Array;
  readonly size: PixelSize;
  readonly timesSeconds: readonly number[];
}): Frame[] {
  const { width, height } = options.size;
  const frameBytes = width * height * 3;
  const count = Math.floor(options.bytes.length / frameBytes);
  const frames: Frame[] = [];
  for (let index = 0; index < count; index += 1) {
    const known = options.timesSeconds[index] ?? Number.NaN;
    const timeSeconds = Number.isFinite(known) ? Math.max(0, known) : (frames.at(-1)?.timeSeconds ?? 0);
    const rgb = options.bytes.slice(index * frameBytes, (index + 1) * frameBytes);
    frames.push({ timeSeconds, width, height, rgb });
  }
  return frames.sort((left, right) => left.timeSeconds - right.timeSeconds);
}
