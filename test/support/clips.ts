import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Frame } from '../../src/core/media.js';

/** Runs ffmpeg to its end and returns its standard output. */
export function runFfmpeg(args: readonly string[]): Buffer {
  return execFileSync('ffmpeg', ['-nostdin', '-hide_banner', '-v', 'error', '-y', ...args], {
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export interface ClipOptions {
  readonly folder: string;
  readonly name: string;
  /** lavfi graph of the picture, default a moving test pattern of 320 × 180. */
  readonly picture?: string;
  /** lavfi graph of the sound; none by default. */
  readonly sound?: string;
  readonly seconds?: number;
  /** Output options such as the codec. */
  readonly output?: readonly string[];
}

/** Makes one clip with ffmpeg's own sources and returns its path. */
export function makeClip(options: ClipOptions): string {
  const path = join(options.folder, options.name);
  const picture = options.picture ?? 'testsrc2=s=320x180:r=25';
  const sound = options.sound === undefined ? [] : ['-f', 'lavfi', '-i', options.sound];
  const output = options.output ?? ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  const seconds = String(options.seconds ?? 2);
  runFfmpeg(['-f', 'lavfi', '-i', picture, ...sound, '-t', seconds, ...output, `file:${path}`]);
  return path;
}

const COARSE_STEP = 4;
const FINE_STEP = 13;

/**
 * Picture source of 128 × 64 whose grey levels spell the number of the frame (up to 800): the left half shows the
 * number divided by 16, the right half the remainder.
 */
export function numberedPicture(framesPerSecond: number): string {
  const luma = `16+if(lt(X,W/2),floor(N/16)*${COARSE_STEP},mod(N,16)*${FINE_STEP})`;
  return `nullsrc=s=128x64:r=${framesPerSecond},geq=lum='${luma}':cb=128:cr=128`;
}

/** Output options that keep the grey levels of `numberedPicture` readable. */
export function numberedOutput(keyInterval: number, codec = 'libx264'): string[] {
  return [
    ...['-c:v', codec, '-preset', 'veryfast', '-crf', '8', '-pix_fmt', 'yuv420p'],
    ...['-g', String(keyInterval), '-bf', '3', '-sc_threshold', '0'],
  ];
}

/** Number that a picture of `numberedPicture` shows. */
export function readFrameNumber(frame: Frame): number {
  const luma = (xShare: number): number => {
    const column = Math.floor(frame.width * xShare);
    const offset = (Math.floor(frame.height / 2) * frame.width + column) * 3 + 1;
    return ((frame.rgb[offset] as number) * 219) / 255;
  };
  return Math.round(luma(0.25) / COARSE_STEP) * 16 + Math.round(luma(0.75) / FINE_STEP);
}
