import { describe, expect, it } from 'vitest';
import { cutFrames, parseFrameTimes } from '../../src/media/cut-frames.js';

describe('parseFrameTimes', () => {
  it('reads one time per frame line and ignores the metadata lines', () => {
    const printed =
      'frame:0    pts:0       pts_time:0\nkept=1\nframe:1    pts:900000  pts_time:0.9\nkept=1\n';
    expect(parseFrameTimes(printed)).toEqual([0, 0.9]);
  });
});

describe('cutFrames', () => {
  const size = { width: 1, height: 1 };

  it('cuts whole pictures, drops a broken last one and sorts by time', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
    const frames = cutFrames({ bytes, size, timesSeconds: [2, 1] });
    expect(frames.map((frame) => [frame.timeSeconds, ...frame.rgb])).toEqual([
      [1, 4, 5, 6],
      [2, 1, 2, 3],
    ]);
  });

  it('gives a picture without a time the time before it, and never a negative one', () => {
    const bytes = new Uint8Array(9);
    const frames = cutFrames({ bytes, size, timesSeconds: [-0.04, 3, Number.NaN] });
    expect(frames.map((frame) => frame.timeSeconds)).toEqual([0, 3, 3]);
  });
});
