import { describe, expect, it } from 'vitest';
import { tokenCount } from '../../src/core/features.js';
import type { VideoSample } from '../../src/core/media.js';
import { createSignalAudio } from '../../src/features/extractors/signal-audio.js';
import { createSignalVisual } from '../../src/features/extractors/signal-visual.js';
import { pooledStatistics } from '../../src/features/pooled-statistics.js';
import { allFinite, cosine, squaredDistance } from '../../src/math/vector.js';
import {
  paintedFrame,
  type Rgb,
  soundTrack,
  syntheticSample,
  whiteNoise,
} from '../support/synthetic-sample.js';

const signal = new AbortController().signal;
const visual = createSignalVisual();
const audio = createSignalAudio();

function withFrames(paints: readonly ((x: number, y: number) => Rgb)[], size = {}): VideoSample {
  return syntheticSample({
    frames: paints.map((paint, timeSeconds) => paintedFrame({ timeSeconds, paint, ...size })),
  });
}

async function seen(sample: VideoSample) {
  const sequence = await visual.extract(sample, { signal });
  if (sequence === undefined) throw new Error('no visual features');
  return sequence;
}

async function heard(sample: VideoSample) {
  const sequence = await audio.extract(sample, { signal });
  if (sequence === undefined) throw new Error('no sound features');
  return sequence;
}

const black = (): Rgb => [0, 0, 0];
const stripes = (x: number): Rgb => (x * 8 - Math.floor(x * 8) < 0.5 ? [20, 20, 20] : [220, 220, 220]);
const disc = (x: number, y: number): Rgb =>
  Math.hypot(x - 0.5, y - 0.5) < 0.3 ? [200, 30, 30] : [240, 240, 240];

describe('weighted statistics', () => {
  it('gives mean and deviation as by hand', () => {
    const pooled = pooledStatistics({ tokens: Float32Array.of(1, 10, 5, 10), width: 2, weights: [3, 1] });
    expect([...pooled]).toEqual([2, 10, Math.fround(Math.sqrt(3)), 0]);
  });
});

describe('signal-visual', () => {
  it('gives one token a frame at the time of the frame', async () => {
    const sequence = await seen(withFrames([disc, disc, stripes]));
    expect(tokenCount(sequence)).toBe(3);
    expect([...sequence.timesSeconds]).toEqual([0, 1, 2]);
  });

  it.each([
    [1, 1],
    [2, 3],
    [5, 300],
    [320, 180],
    [180, 320],
  ])('takes pictures of %i × %i', async (width, height) => {
    const sequence = await seen(withFrames([disc, stripes], { width, height }));
    expect(allFinite(sequence.tokens) && allFinite(sequence.pooled)).toBe(true);
    expect(Math.max(...sequence.tokens.map(Math.abs))).toBeLessThan(2);
  });

  it('takes a single frame as not moving and says that it cannot know', async () => {
    const { tokens, pooled, width } = await seen(withFrames([disc]));
    expect(tokens.subarray(width - 17).every((value) => value === 0)).toBe(true);
    expect(pooled.subarray(width).every((value) => value === 0)).toBe(true);
  });

  it('does not let a shared black leader make two videos alike', async () => {
    const plain = cosine(
      (await seen(withFrames([stripes, stripes]))).pooled,
      (await seen(withFrames([disc, disc]))).pooled,
    );
    const left = await seen(withFrames([black, black, stripes, stripes]));
    const right = await seen(withFrames([black, black, disc, disc]));
    expect(cosine(left.pooled, right.pooled)).toBeLessThan(plain + 0.05);
  });

  it('finds the same picture with a little noise nearer than another picture', async () => {
    const noise = whiteNoise(4);
    const grainy = (x: number, y: number): Rgb => {
      const [red, green, blue] = disc(x, y);
      return [red, green, blue].map((value) => Math.min(255, Math.max(0, value + noise()))) as unknown as Rgb;
    };
    const [clean, noisy, other] = await Promise.all(
      [
        [disc, disc],
        [grainy, grainy],
        [stripes, stripes],
      ].map((paints) => seen(withFrames(paints))),
    );
    if (clean === undefined || noisy === undefined || other === undefined) throw new Error('missing');
    expect(squaredDistance(clean.pooled, noisy.pooled)).toBeLessThan(
      squaredDistance(clean.pooled, other.pooled) / 2,
    );
  });

  it('stops between two frames', async () => {
    const controller = new AbortController();
    const running = visual.extract(withFrames(new Array(20).fill(disc)), { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('stop now')));
    await expect(running).rejects.toThrow('stop now');
  });
});

describe('signal-audio', () => {
  it.each([
    [0.001, 1],
    [0.4, 1],
    [1, 1],
    [1.1, 1],
    [1.5, 2],
    [5, 5],
  ])('gives %d seconds of sound %i tokens', async (seconds, tokens) => {
    const sequence = await heard(syntheticSample({ audio: soundTrack(seconds, whiteNoise(0.1)) }));
    expect(tokenCount(sequence)).toBe(tokens);
    expect([...sequence.timesSeconds]).toEqual(Array.from({ length: tokens }, (_, second) => second));
    expect(allFinite(sequence.pooled)).toBe(true);
  });

  it('has nothing to say without a sound track or with an empty one', async () => {
    const { audio: _, ...soundless } = syntheticSample();
    expect(await audio.extract(soundless, { signal })).toBeUndefined();
    expect(
      await audio.extract(syntheticSample({ audio: soundTrack(0, () => 0) }), { signal }),
    ).toBeUndefined();
  });

  it.each([
    ['silence', () => 0],
    ['NaN', () => Number.NaN],
    ['infinity', () => Number.POSITIVE_INFINITY],
    ['far beyond full scale', () => 1e30],
  ])('stays finite and small for %s', async (_name, wave) => {
    const { tokens, pooled } = await heard(syntheticSample({ audio: soundTrack(1.5, wave) }));
    expect(allFinite(tokens) && allFinite(pooled)).toBe(true);
    expect(Math.max(...tokens.map(Math.abs))).toBeLessThan(20);
  });

  it('reads loudness and centroid of a 2 kHz tone', async () => {
    const tone = soundTrack(1, (time) => 0.1 * Math.sin(2 * Math.PI * 2000 * time));
    const { tokens } = await heard(syntheticSample({ audio: tone }));
    // 0.1/√2 is −23.01 dBFS; 1 + −23.01 / 50 = 0.54. 2 kHz is a quarter of the 8 kHz below Nyquist.
    expect(tokens[87]).toBeCloseTo(0.54, 2);
    expect(tokens[84]).toBeCloseTo(0.25, 2);
    expect(tokens[85]).toBeLessThan(0.01);
  });

  it('tells a tone from noise more than two noises from each other', async () => {
    const sounds = [whiteNoise(0.1, 1), whiteNoise(0.1, 2), (time: number) => 0.1 * Math.sin(2764.6 * time)];
    const [first, second, tone] = await Promise.all(
      sounds.map(async (wave) => (await heard(syntheticSample({ audio: soundTrack(2, wave) }))).pooled),
    );
    if (first === undefined || second === undefined || tone === undefined) throw new Error('missing');
    expect(squaredDistance(first, second)).toBeLessThan(squaredDistance(first, tone) / 10);
  });

  it('pools what is heard, not the pause after it', async () => {
    const tone = (time: number) => 0.2 * Math.sin(2764.6 * time);
    const long = await heard(syntheticSample({ audio: soundTrack(3, tone) }));
    const padded = await heard(
      syntheticSample({ audio: soundTrack(3, (time) => (time < 1.5 ? tone(time) : 0)) }),
    );
    const means = (pooled: Float32Array) => pooled.subarray(0, 88);
    expect(cosine(means(long.pooled), means(padded.pooled))).toBeGreaterThan(0.99);
  });
});
