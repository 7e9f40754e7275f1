import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { AudioTrack } from '../../src/core/media.js';
import { colourNames } from '../../src/describe/measure/colour-names.js';
import { measure } from '../../src/describe/measure/measure.js';
import { measureAudio } from '../../src/describe/measure/measure-audio.js';
import {
  paintedFrame,
  type Rgb,
  soundTrack,
  syntheticSample,
  whiteNoise,
} from '../support/synthetic-sample.js';

function measured(paints: readonly ((x: number, y: number) => Rgb)[]) {
  const frames = paints.map((paint, timeSeconds) => paintedFrame({ timeSeconds, paint }));
  return measure(syntheticSample({ frames }));
}

const solid =
  (...colour: Rgb) =>
  () =>
    colour;
const halves = (left: Rgb, right: Rgb) => (x: number) => (x < 0.5 ? left : right);

describe('measuring the picture', () => {
  it('gives half black, half white its brightness, contrast and colours by hand', () => {
    const figures = measured([halves([0, 0, 0], [255, 255, 255])]);
    expect(figures.brightness).toBeCloseTo(0.5, 6);
    expect(figures.contrast).toBeCloseTo(0.5, 6);
    expect(figures.saturation).toBe(0);
    expect(figures.dominantColours).toEqual([
      { name: 'black', share: 0.5 },
      { name: 'white', share: 0.5 },
    ]);
  });

  it('gives pure green its luma and full saturation', () => {
    const figures = measured([solid(0, 255, 0)]);
    expect(figures.brightness).toBeCloseTo(0.7152, 4);
    expect(figures.saturation).toBeCloseTo(1, 6);
    expect(figures.dominantColours).toEqual([{ name: 'green', share: 1 }]);
  });

  it('leaves out colours of less than a tenth', () => {
    const figures = measured([(x) => (x < 0.06 ? [255, 0, 0] : [0, 0, 255])]);
    expect(figures.dominantColours.map(({ name }) => name)).toEqual(['blue']);
  });

  it.each<[string, Rgb]>([
    ['black', [5, 5, 8]],
    ['white', [250, 250, 250]],
    ['grey', [125, 125, 130]],
    ['red', [200, 20, 30]],
    ['orange', [250, 130, 10]],
    ['yellow', [240, 230, 40]],
    ['brown', [110, 65, 35]],
    ['green', [20, 170, 60]],
    ['blue', [20, 60, 210]],
    ['dark blue', [5, 10, 80]],
    ['light blue', [150, 200, 245]],
    ['purple', [130, 40, 150]],
    ['pink', [250, 160, 195]],
  ])('names %s', (name, colour) => {
    expect(colourNames(Uint8Array.from(colour))).toEqual([name]);
  });

  it('does not know the motion of a single frame', () => {
    expect(measured([solid(9, 9, 9)])).not.toHaveProperty('motion');
  });

  it('averages the luma change between neighbours', () => {
    const figures = measured([solid(0, 0, 0), solid(51, 51, 51), solid(51, 51, 51)]);
    expect(figures.motion).toBeCloseTo(0.1, 5);
    expect(figures.frameCount).toBe(3);
  });

  it('counts changes of scene but no fade, no flicker and no moving object', () => {
    const red = halves([200, 30, 30], [90, 10, 10]);
    const blue = halves([20, 30, 200], [160, 200, 250]);
    expect(measured([red, red, blue, blue, red]).visibleCuts).toBe(2);
    expect(measured([red, solid(0, 0, 0), red]).visibleCuts).toBe(0);
    expect(measured([solid(126, 126, 126), solid(130, 130, 130)]).visibleCuts).toBe(0);
    const bar =
      (place: number) =>
      (x: number): Rgb =>
        Math.abs(x - place) < 0.2 ? [20, 20, 20] : [230, 230, 230];
    expect(measured([bar(0.2), bar(0.8)]).visibleCuts).toBe(0);
  });

  it('measures no sound where there is none', () => {
    const { audio: _, ...soundless } = syntheticSample();
    expect(measure(soundless)).not.toHaveProperty('audio');
    expect(measure(syntheticSample({ audio: soundTrack(0, () => 0) }))).not.toHaveProperty('audio');
  });
});

const tone = (hertz: number) => (time: number) => 0.2 * Math.sin(2 * Math.PI * hertz * time);

/** Plucked notes: six partials each, four notes a second. */
function melody(time: number): number {
  const hertz = [262, 330, 392, 523][Math.floor(time * 4) % 4] ?? 262;
  const since = time % 0.25;
  const partials = [1, 2, 3, 4, 5, 6].map((order) => Math.sin(2 * Math.PI * hertz * order * since) / order);
  return 0.2 * Math.exp(-3 * since) * partials.reduce((sum, value) => sum + value, 0);
}

/** Noise that swells and fades four times a second, as syllables do. */
function syllables(): (time: number) => number {
  const noise = whiteNoise(0.1);
  return (time) => noise() * (0.5 - 0.5 * Math.cos(2 * Math.PI * 4 * time));
}

/** A click of 5 ms twice a second. */
function ticking(time: number): number {
  return time % 0.5 < 0.005 ? 0.5 * Math.sin(6000 * time) : 0;
}

describe('measuring the sound', () => {
  it.each<[string, (time: number) => number, string]>([
    ['digital silence', () => 0, 'silent'],
    ['hiss far below hearing', whiteNoise(0.0002), 'silent'],
    ['a sine', tone(440), 'tonal'],
    ['a chord', (time) => tone(262)(time) + tone(330)(time) + tone(392)(time), 'tonal'],
    ['white noise', whiteNoise(0.1), 'noise-like'],
    ['a melody', melody, 'music-like'],
    ['noise with the pace of syllables', syllables(), 'speech-like'],
    ['ticking', ticking, 'mixed'],
  ])('takes %s for what it is like', (_name, wave, kind) => {
    expect(measureAudio(soundTrack(5, wave)).kind).toBe(kind);
  });

  it('takes a speech synthesiser for speech where ffmpeg has one', ({ skip }) => {
    const filters = execFileSync('ffmpeg', ['-hide_banner', '-filters'], { encoding: 'utf8' });
    skip(!filters.includes(' flite '), 'this ffmpeg is built without flite');
    const text = 'There is a car coming down the street. Please wait here until it has passed.';
    const bytes = execFileSync(
      'ffmpeg',
      [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `flite=text='${text}'`,
        '-ar',
        '16000',
        '-ac',
        '1',
        '-f',
        'f32le',
        '-',
      ],
      { maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const track: AudioTrack = { sampleRateHz: 16_000, samples };
    expect(measureAudio(track).kind).toBe('speech-like');
  });

  it('reads loudness and pauses by hand', () => {
    const half = measureAudio(soundTrack(4, (time) => (time < 2 ? tone(1000)(time) : 0)));
    // A sine of 0.2 has −16.99 dBFS; over twice the time 3.01 less.
    expect(half.loudnessDbfs).toBeCloseTo(-20, 1);
    expect(half.silentShare).toBeCloseTo(0.5, 2);
  });

  it('counts two clicks a second and no onset in steady sounds', () => {
    expect(measureAudio(soundTrack(5, (time) => ticking(time + 0.25))).onsetsPerSecond).toBeCloseTo(2, 6);
    expect(measureAudio(soundTrack(5, tone(440))).onsetsPerSecond).toBe(0);
    expect(measureAudio(soundTrack(5, whiteNoise(0.1))).onsetsPerSecond).toBe(0);
  });

  it('stays finite for a few samples and for samples that are not numbers', () => {
    for (const track of [
      soundTrack(0.0001, () => 1),
      soundTrack(1, () => Number.NaN),
      soundTrack(0.03, tone(50)),
    ]) {
      const { kind: _, ...figures } = measureAudio(track);
      expect(Object.values(figures).every(Number.isFinite)).toBe(true);
    }
  });
});
