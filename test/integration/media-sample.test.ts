import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/core/media.js';
import { probeVideo } from '../../src/media/probe.js';
import { type SampledVideo, type SampleOptions, sampleVideo } from '../../src/media/sample.js';
import { makeClip, numberedOutput, numberedPicture, readFrameNumber, runFfmpeg } from '../support/clips.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function sample(path: string, options: Partial<SampleOptions> = {}): Promise<SampledVideo> {
  return sampleVideo({ path, info: await probeVideo(path), ...options });
}

/** Largest difference between the stated time of a picture and the time that it shows. */
function worstTimeError(frames: readonly Frame[], framesPerSecond: number): number {
  return Math.max(
    ...frames.map((frame) => Math.abs(readFrameNumber(frame) / framesPerSecond - frame.timeSeconds)),
  );
}

const roundedTimes = (sampled: SampledVideo): number[] =>
  sampled.frames.map((frame) => Number(frame.timeSeconds.toFixed(2)));

describe('sampleVideo on a short video', () => {
  it('gives the pictures at the segment middles with their true times', async () => {
    const folder = await temporaryFolder();
    const path = makeClip({
      folder,
      name: 'short.mp4',
      picture: numberedPicture(25),
      seconds: 4,
      output: numberedOutput(50),
    });
    const sampled = await sample(path);
    // Middles 0.25, 0.75 … of 4 s; the nearest of pictures 0.04 s apart.
    expect(roundedTimes(sampled)).toEqual([0.24, 0.76, 1.24, 1.76, 2.24, 2.76, 3.24, 3.76]);
    expect(worstTimeError(sampled.frames, 25)).toBeLessThan(1e-4);
    expect(sampled.audio).toBeUndefined();
  });

  it('gives exactly the pixels that a plain ffmpeg command gives', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', seconds: 2 });
    const sampled = await sample(path, { frameCount: 3 });
    const frame = sampled.frames[1] as Frame;
    expect([frame.width, frame.height]).toEqual([224, 126]);
    const number = Math.round(frame.timeSeconds * 25);
    const filter = `select=eq(n\\,${number}),scale=224:126:flags=area,format=rgb24`;
    const expected = runFfmpeg(['-i', path, '-vf', filter, '-frames:v', '1', '-f', 'rawvideo', 'pipe:1']);
    expect(Buffer.from(frame.rgb).equals(expected)).toBe(true);
  });

  it('gives the sound that a plain ffmpeg command gives', async () => {
    const path = makeClip({
      folder: await temporaryFolder(),
      name: 'a.mp4',
      sound: 'sine=frequency=440',
      seconds: 2,
    });
    const { audio } = await sample(path);
    const plain = runFfmpeg(['-i', path, '-ac', '1', '-ar', '16000', '-f', 'f32le', 'pipe:1']);
    const expected = new Float32Array(plain.buffer.slice(plain.byteOffset, plain.byteOffset + plain.length));
    expect(audio?.sampleRateHz).toBe(16_000);
    expect(Math.abs((audio?.samples.length ?? 0) - expected.length)).toBeLessThan(32);
    const worst = Math.max(
      ...Array.from({ length: 31_000 }, (_, index) =>
        Math.abs((audio?.samples[index] ?? 9) - (expected[index] ?? 0)),
      ),
    );
    expect(worst).toBeLessThan(1e-4);
  });

  it('caps the sound and reads none when told so', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', sound: 'sine', seconds: 3 });
    expect((await sample(path, { audioMaxSeconds: 1 })).audio?.samples).toHaveLength(16_000);
    expect((await sample(path, { audioMaxSeconds: 0 })).audio).toBeUndefined();
  });

  it('gives one picture of a video of one picture', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', seconds: 0.04 });
    const { frames } = await sample(path);
    expect(frames.map((frame) => frame.timeSeconds)).toEqual([0]);
  });

  it('keeps true times when the frame rate varies', async () => {
    const picture = `${numberedPicture(25)},setpts='round(if(lt(N,25),N/25,1+(N-25)/5)/TB)'`;
    const path = makeClip({
      folder: await temporaryFolder(),
      name: 'varying.mkv',
      picture,
      seconds: 5,
      output: [...numberedOutput(50), '-fps_mode', 'vfr'],
    });
    const { frames } = await sample(path);
    expect(frames.length).toBeGreaterThanOrEqual(6);
    for (const frame of frames) {
      const number = readFrameNumber(frame);
      expect(frame.timeSeconds).toBeCloseTo(number < 25 ? number / 25 : 1 + (number - 25) / 5, 2);
    }
  });

  it('counts times from the start of a stream that does not start at zero', async () => {
    const folder = await temporaryFolder();
    const clip = { picture: numberedPicture(25), seconds: 3, output: numberedOutput(25) };
    const path = makeClip({ folder, name: 'offset.ts', ...clip });
    const info = await probeVideo(path);
    expect(info.source.startSeconds).toBeGreaterThan(1);
    const { frames } = await sample(path);
    expect(frames).toHaveLength(8);
    expect(worstTimeError(frames, 25)).toBeLessThan(0.001);
  });

  it('honours an edit list that hides the first pictures', async () => {
    const folder = await temporaryFolder();
    const clip = { picture: numberedPicture(25), seconds: 4, output: numberedOutput(50) };
    const source = makeClip({ folder, name: 'source.mp4', ...clip });
    const path = join(folder, 'edited.mp4');
    runFfmpeg(['-ss', '1', '-i', source, '-c', 'copy', path]);
    const { frames } = await sample(path);
    expect(frames.length).toBeGreaterThanOrEqual(7);
    // Time 0 is the 25th picture, or close to it where ffmpeg shows more of what was hidden.
    const shifts = frames.map((frame) => readFrameNumber(frame) / 25 - frame.timeSeconds);
    for (const shift of shifts) expect(shift).toBeCloseTo(shifts[0] as number, 3);
    expect(shifts[0]).toBeCloseTo(1, 1);
  });

  it('goes on when the picture size changes in the middle', async () => {
    const folder = await temporaryFolder();
    const first = makeClip({ folder, name: 'a.ts', picture: 'testsrc2=s=320x180:r=25', seconds: 1 });
    const second = makeClip({ folder, name: 'b.ts', picture: 'testsrc2=s=640x360:r=25', seconds: 1 });
    const path = join(folder, 'both.ts');
    writeFileSync(path, Buffer.concat([readFileSync(first), readFileSync(second)]));
    const { frames } = await sample(path);
    expect(frames.length).toBeGreaterThan(2);
    for (const frame of frames) expect([frame.width, frame.height]).toEqual([224, 126]);
  });

  it('leaves a sound track out that cannot be decoded', async () => {
    const folder = await temporaryFolder();
    const path = makeClip({ folder, name: 'a.mp4', sound: 'sine', seconds: 1 });
    const bytes = readFileSync(path);
    for (const name of ['mp4a', 'esds']) bytes.write('zzzz', bytes.lastIndexOf(name), 'latin1');
    writeFileSync(path, bytes);
    const sampled = await sample(path);
    expect(sampled.frames).toHaveLength(8);
    expect('audio' in sampled).toBe(false);
  });

  it('puts silence before a sound that starts after the picture', async () => {
    const folder = await temporaryFolder();
    const picture = makeClip({ folder, name: 'picture.mp4', seconds: 3 });
    const path = join(folder, 'late.mp4');
    runFfmpeg([
      ...['-i', picture, '-itsoffset', '1', '-f', 'lavfi', '-i', 'sine=frequency=440:d=1'],
      ...['-map', '0:v', '-map', '1:a', '-c:v', 'copy', path],
    ]);
    const samples = (await sample(path)).audio?.samples ?? new Float32Array();
    const loudness = (from: number, to: number): number =>
      Math.sqrt(samples.slice(from, to).reduce((sum, value) => sum + value * value, 0) / (to - from));
    expect(samples.length / 16_000).toBeCloseTo(2, 1);
    expect(loudness(0, 14_400)).toBeLessThan(1e-3);
    expect(loudness(17_600, 30_000)).toBeGreaterThan(0.05);
  });

  it('gives the same bytes each time, also when several run at once', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', sound: 'sine', seconds: 2 });
    const [first, second] = await Promise.all([sample(path), sample(path)]);
    expect(first).toEqual(second);
  });
});

describe('sampleVideo on a long video', () => {
  it('seeks to keyframes, reaches segments without any, and knows the true times', async () => {
    const folder = await temporaryFolder();
    const clip = { picture: numberedPicture(10), seconds: 60, output: numberedOutput(100) };
    const path = makeClip({ folder, name: 'long.mp4', sound: 'sine', ...clip });
    const sampled = await sample(path);
    // Keyframes each 10 s, segments of 7.5 s: [22.5, 30) and [52.5, 60) have none and are reached by decoding.
    const times = sampled.frames.map((frame) => frame.timeSeconds);
    expect(times).toHaveLength(8);
    expect([0, 1, 2, 4, 5, 6].map((index) => times[index])).toEqual([0, 10, 20, 30, 40, 50]);
    for (const [index, middle] of [
      [3, 26.25],
      [7, 56.25],
    ] as const) {
      expect(Math.abs((times[index] as number) - middle)).toBeLessThan(0.4);
    }
    expect(worstTimeError(sampled.frames, 10)).toBeLessThan(1e-3);
    expect(sampled.audio?.samples).toHaveLength(30 * 16_000);
  });

  it.each([
    ['mkv', 'libx264'],
    ['ts', 'libx264'],
    ['webm', 'libvpx'],
  ])('keeps true times in a %s file', async (extension, codec) => {
    const folder = await temporaryFolder();
    const quality =
      codec === 'libvpx'
        ? ['-c:v', codec, '-deadline', 'realtime', '-b:v', '2M', '-g', '50']
        : numberedOutput(50, codec);
    const clip = { picture: numberedPicture(10), seconds: 40, output: quality };
    const path = makeClip({ folder, name: `long.${extension}`, ...clip });
    const { frames } = await sample(path);
    expect(frames.length).toBeGreaterThanOrEqual(6);
    expect(worstTimeError(frames, 10)).toBeLessThan(0.002);
    expect((frames.at(-1) as Frame).timeSeconds).toBeGreaterThan(30);
  });

  it('reads a video of unknown length in order and spreads the pictures over it', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'live.webm');
    writeFileSync(
      path,
      runFfmpeg([
        ...['-f', 'lavfi', '-i', numberedPicture(10), '-t', '20', '-c:v', 'libvpx', '-deadline', 'realtime'],
        ...['-b:v', '2M', '-live', '1', '-f', 'webm', 'pipe:1'],
      ]),
    );
    const info = await probeVideo(path);
    expect(info.durationSeconds).toBeUndefined();
    const { frames } = await sample(path);
    expect(frames).toHaveLength(8);
    expect(worstTimeError(frames, 10)).toBeLessThan(0.002);
    // Middles of eight parts of 20 s are 1.25 + 2.5 k.
    frames.forEach((frame, index) => {
      expect(Math.abs(frame.timeSeconds - (1.25 + 2.5 * index))).toBeLessThan(1.25);
    });
  });

  it('copes with a length that is a lie', async () => {
    const folder = await temporaryFolder();
    const clip = { picture: numberedPicture(10), seconds: 60, output: numberedOutput(100) };
    const path = makeClip({ folder, name: 'cut.mkv', ...clip });
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length / 8)));
    const info = await probeVideo(path);
    expect(info.durationSeconds).toBeCloseTo(60, 0);
    const { frames } = await sample(path);
    expect(frames.length).toBeGreaterThanOrEqual(6);
    expect(worstTimeError(frames, 10)).toBeLessThan(0.002);
    expect((frames.at(-1) as Frame).timeSeconds).toBeLessThan(12);
  });

  it('reports damage when nothing can be decoded', async () => {
    const folder = await temporaryFolder();
    const path = makeClip({ folder, name: 'a.mp4', seconds: 1, output: ['-movflags', '+faststart'] });
    const bytes = readFileSync(path);
    bytes.fill(0, bytes.indexOf('mdat') + 4);
    writeFileSync(path, bytes);
    await expect(sample(path)).rejects.toMatchObject({ code: 'decode-failed' });
  });

  it('stops with the reason of the signal', async () => {
    const path = makeClip({ folder: await temporaryFolder(), name: 'a.mp4', seconds: 1 });
    const info = await probeVideo(path);
    const signal = AbortSignal.abort(new Error('stop now'));
    await expect(sampleVideo({ path, info }, { signal })).rejects.toThrow('stop now');
  });
});
