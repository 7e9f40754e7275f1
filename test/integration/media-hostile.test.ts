import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.js';
import { type ProbedVideo, probeVideo } from '../../src/media/probe.js';
import { type SampledVideo, sampleVideo } from '../../src/media/sample.js';
import { runningChildren } from '../support/running-children.js';
import { hasSharedHostile, hasSharedStreet, SHARED_HOSTILE, SHARED_STREET } from '../support/shared-data.js';

type Outcome =
  | { readonly code: string }
  | ({ readonly code: 'ok'; readonly info: ProbedVideo } & SampledVideo);

async function outcomeOf(path: string): Promise<Outcome> {
  try {
    const info = await probeVideo(path);
    return { code: 'ok', info, ...(await sampleVideo({ path, info })) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.message).not.toMatch(/0x[0-9a-f]{6}|undefined|NaN/);
    return { code: error.code };
  }
}

/** What is known about files by their name; the rest may end either way. */
const EXPECTED: readonly (readonly [RegExp, string])[] = [
  [/\.(mp3|aac|flac|wav|aif|ac3|opus|spx)$/, 'no-video-stream'],
  [/fixture-mp2l3\.mp3$/, 'not-a-video'],
  [/\.(png|webp|zip)$/, 'not-a-video'],
  [/(fixture-mif1\.heic|yuv420-8bit\.avif|fixture\.gif|issue245\.gif)$/, 'not-a-video'],
  [/(clearkey|cenc|cbcs_video|cbcs-video)/, 'encrypted'],
  [/(ac3|multiple-aac-tracks|afconvert|audioinit|audio_init|amr_wb)\S*\.(mp4|mkv|3gp)$/, 'no-video-stream'],
  [/(invalid_userdata|chunk_out_of_range|zero_empty_stsc|nonfragment_header|clusterfuzz)/, 'decode-failed'],
  [/(newtonscradle\.gif|fixture\.apng|msf1\.heic|sequence\.avif)$/, 'ok'],
  [/(cockatoo|realshort|edts|no-aud|no-initial-keyframe|sar_2x1|demo_demo|white|minimal|tiny_av1)/, 'ok'],
];

/** The last matching line wins over the more general ones before it. */
function expectedCode(file: string): string | undefined {
  return EXPECTED.findLast(([pattern]) => pattern.test(file))?.[1];
}

describe.skipIf(!hasSharedHostile)('hostile files (skipped where ../shared/data/hostile is absent)', () => {
  it('are each sampled or refused with a stable code, and leave no process behind', async () => {
    const counts: Record<string, number> = {};
    const queue = new PQueue({ concurrency: 3 });
    const files = readdirSync(SHARED_HOSTILE).sort();
    const outcomes = await queue.addAll(files.map((file) => () => outcomeOf(join(SHARED_HOSTILE, file))));
    for (const [index, outcome] of outcomes.entries()) {
      const file = files[index] as string;
      counts[outcome.code] = (counts[outcome.code] ?? 0) + 1;
      const expected = expectedCode(file);
      if (expected !== undefined) expect([file, outcome.code]).toEqual([file, expected]);
      if (!('frames' in outcome)) continue;
      const { frames, info } = outcome;
      expect(frames.length).toBeGreaterThan(0);
      for (const frame of frames) {
        expect(frame.rgb).toHaveLength(frame.width * frame.height * 3);
        expect(Math.max(frame.width, frame.height)).toBeLessThanOrEqual(224);
      }
      const shape = info.video.width / info.video.height;
      const [first] = frames;
      if (frames.length > 0 && Math.min(info.video.width, info.video.height) > 32) {
        expect((first?.width ?? 0) / (first?.height ?? 1) / shape).toBeCloseTo(1, 1);
      }
      const times = frames.map((frame) => frame.timeSeconds);
      expect(times).toEqual([...times].sort((left, right) => left - right));
    }
    expect(counts.ok).toBeGreaterThanOrEqual(45);
    expect([...runningChildren('ffmpeg'), ...runningChildren('ffprobe')]).toEqual([]);
  });

  it.each([
    ['mediabunny__test_public_rotate-buck-bunny.mp4', { width: 1080, height: 1920, rotationDegrees: 90 }],
    [
      'mp4parse-rust__mp4parse_capi_tests_video_rotation_90.mp4',
      { width: 60, height: 100, rotationDegrees: 90 },
    ],
    ['mediabunny__test_public_sar_2x1.mp4', { width: 1280, height: 360, rotationDegrees: 0 }],
    ['file-type__fixture_fixture.mxf', { width: 768, height: 576, rotationDegrees: 0 }],
  ])('%s has its size on the screen', async (file, expected) => {
    const path = join(SHARED_HOSTILE, file);
    const info = await probeVideo(path);
    expect(info.video).toMatchObject(expected);
    const { frames } = await sampleVideo({ path, info });
    expect(Math.sign((frames[0]?.width ?? 0) - (frames[0]?.height ?? 0))).toBe(
      Math.sign(expected.width - expected.height),
    );
  });
});

describe.skipIf(!hasSharedStreet)('street clips (skipped where ../shared/data/street is absent)', () => {
  it('all give eight pictures and their sound', async () => {
    const files = readdirSync(SHARED_STREET).filter((file) => file.endsWith('.mp4'));
    expect(files).toHaveLength(24);
    for (const file of files) {
      const path = join(SHARED_STREET, file);
      const info = await probeVideo(path);
      const { frames, audio } = await sampleVideo({ path, info });
      expect([file, frames.length]).toEqual([file, 8]);
      const soundSeconds = (audio?.samples.length ?? 0) / (audio?.sampleRateHz ?? 1);
      expect(Math.abs(soundSeconds - (info.durationSeconds ?? 0))).toBeLessThan(0.2);
    }
  });
});
