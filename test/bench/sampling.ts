import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { probeVideo } from '../../src/media/probe.js';
import { sampleVideo } from '../../src/media/sample.js';
import { makeClip } from '../support/clips.js';

const run = promisify(execFile);
const CLIP_SECONDS = 30;
const FRAME_COUNT = 8;

export interface SamplingBenchmark {
  readonly clip: string;
  readonly runs: number;
  /** Median wall time of decoding the whole file with a plain ffmpeg command. */
  readonly wholeDecodeSeconds: number;
  /** Median wall time of `probeVideo` and `sampleVideo` together, sound included. */
  readonly probeAndSampleSeconds: number;
  readonly probeSeconds: number;
  /** `wholeDecodeSeconds / probeAndSampleSeconds`. */
  readonly ratio: number;
  readonly frames: number;
  readonly bar: string;
}

/**
 * Sampling of a 30 s portrait clip against decoding all of it, in alternating runs.
 *
 * @param options.picture lavfi source without size and rate; a zooming fractal moves everywhere, as camera pictures do.
 */
export async function benchSampling(
  options: { readonly picture?: string; readonly runs?: number } = {},
): Promise<SamplingBenchmark> {
  const { picture = 'mandelbrot', runs = 5 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'vidtoken-bench-'));
  try {
    const path = makeClip({
      folder,
      name: 'clip.mp4',
      picture: `${picture}=s=720x1280:r=25`,
      sound: 'sine=frequency=440:beep_factor=4',
      seconds: CLIP_SECONDS,
      output: ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    });
    const whole: number[] = [];
    const probe: number[] = [];
    const both: number[] = [];
    let frames = 0;
    for (let round = 0; round < runs; round += 1) {
      whole.push(await timed(() => decodeWhole(path)));
      const startedAtMs = performance.now();
      const info = await probeVideo(path);
      probe.push((performance.now() - startedAtMs) / 1000);
      frames = (await sampleVideo({ path, info, frameCount: FRAME_COUNT })).frames.length;
      both.push((performance.now() - startedAtMs) / 1000);
    }
    return {
      clip: `${CLIP_SECONDS} s, 720 x 1280, 25 pictures a second, libx264 defaults, ${picture}, with sound`,
      runs,
      wholeDecodeSeconds: median(whole),
      probeAndSampleSeconds: median(both),
      probeSeconds: median(probe),
      ratio: median(whole) / median(both),
      frames,
      bar: 'at least 4',
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function decodeWhole(path: string): Promise<unknown> {
  const filter = `fps=${FRAME_COUNT}/${CLIP_SECONDS},scale=224:224`;
  const output = ['-vf', filter, '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
  return run('ffmpeg', ['-nostdin', '-v', 'error', '-i', path, ...output], {
    encoding: 'buffer',
    maxBuffer: 2 ** 28,
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (performance.now() - startedAtMs) / 1000;
}

function median(values: readonly number[]): number {
  const ascending = [...values].sort((left, right) => left - right);
  return ascending[Math.floor(ascending.length / 2)] as number;
}
