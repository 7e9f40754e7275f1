import { describe, expect, it } from 'vitest';
import { resampleSound } from '../../src/inference/resample-sound.js';
import { soundTrack } from '../support/synthetic-sample.js';

/** Far enough from the ends for the filter to see only sound. */
const MARGIN_SECONDS = 0.02;

describe('a sound at another sample rate', () => {
  it.each([
    [48_000, 440],
    [48_000, 6000],
    [44_100, 3000],
    [22_050, 5000],
    [8000, 1000],
  ])('at %d Hz is the same tone of %d Hz', (rateHz, toneHz) => {
    const tone = (time: number): number => Math.sin(2 * Math.PI * toneHz * time);
    const output = resampleSound(soundTrack(0.2, tone), rateHz);
    expect(output.length).toBe(Math.round(0.2 * rateHz));
    const margin = Math.round(MARGIN_SECONDS * rateHz);
    let worst = 0;
    for (let index = margin; index < output.length - margin; index += 1) {
      worst = Math.max(worst, Math.abs((output[index] as number) - tone(index / rateHz)));
    }
    expect(worst).toBeLessThan(1e-3);
  });

  it('without the tones that the lower rate cannot hold', () => {
    const output = resampleSound(
      soundTrack(0.2, (time) => Math.sin(2 * Math.PI * 6000 * time)),
      8000,
    );
    const middle = output.subarray(200, -200);
    expect(Math.max(...middle.map(Math.abs))).toBeLessThan(1e-3);
  });

  it('is left as it is at its own rate', () => {
    const track = soundTrack(0.01, (time) => time);
    expect(resampleSound(track, track.sampleRateHz)).toBe(track.samples);
  });
});
