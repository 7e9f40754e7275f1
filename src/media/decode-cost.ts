import type { VideoInfo } from '../core/media.js';

/** Up to this length a video is decoded as a whole: every picture is then exactly where it should be. */
const WHOLE_DECODE_SECONDS = 8;
/** Share of a long video that may be decoded beside keyframes, and its upper bound in seconds. */
const DECODE_SHARE = 0.04;
const DECODE_CEILING_SECONDS = 4;
/** Work that is always affordable: one second of 720 × 1280 at 30 pictures a second, about 0.1 s of one core. */
const FREE_PIXELS = 30 * 720 * 1280;
const ASSUMED_FRAMES_PER_SECOND = 30;

/**
 * Seconds of a video that may be decoded beside keyframes. Small pictures are cheap, so a small video may be
 * decoded as a whole; a video of an hour costs no more than one of half a minute.
 */
export function decodeBudgetSeconds(info: VideoInfo): number {
  const { width, height, framesPerSecond } = info.video;
  // Broken headers claim thousands of pictures a second.
  const rate = Math.min(framesPerSecond ?? ASSUMED_FRAMES_PER_SECOND, 120);
  const affordable = FREE_PIXELS / (width * height * rate);
  const share = Math.min(DECODE_SHARE * (info.durationSeconds ?? 0), DECODE_CEILING_SECONDS);
  return Math.max(share, Math.min(affordable, 2 * WHOLE_DECODE_SECONDS));
}

/** True when the whole video fits the budget or is short anyway. */
export function isDecodedWhole(info: VideoInfo): boolean {
  if (info.durationSeconds === undefined) return false;
  return info.durationSeconds <= Math.max(WHOLE_DECODE_SECONDS, decodeBudgetSeconds(info));
}
