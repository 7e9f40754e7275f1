import { describe, expect, it } from 'vitest';
import type { VideoInfo } from '../../src/core/media.js';
import { decodeBudgetSeconds, isDecodedWhole } from '../../src/media/decode-cost.js';

function info(width: number, height: number, durationSeconds?: number): VideoInfo {
  return {
    container: 'mp4',
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    video: { codec: 'h264', width, height, rotationDegrees: 0, framesPerSecond: 30 },
  };
}

describe('decodeBudgetSeconds', () => {
  it('is four per cent of half a minute of portrait video', () => {
    expect(decodeBudgetSeconds(info(720, 1280, 30))).toBeCloseTo(1.2);
  });

  it('does not grow with the length beyond its ceiling', () => {
    expect(decodeBudgetSeconds(info(1920, 1080, 3600))).toBe(decodeBudgetSeconds(info(1920, 1080, 360_000)));
    expect(decodeBudgetSeconds(info(1920, 1080, 3600))).toBe(4);
  });
});

describe('isDecodedWhole', () => {
  it('is true for short videos of any size and for small ones a little longer', () => {
    expect(isDecodedWhole(info(3840, 2160, 8))).toBe(true);
    expect(isDecodedWhole(info(320, 240, 11))).toBe(true);
    expect(isDecodedWhole(info(720, 1280, 15))).toBe(false);
    expect(isDecodedWhole(info(320, 240, 60))).toBe(false);
  });

  it('is false when the length is not known', () => {
    expect(isDecodedWhole(info(320, 240))).toBe(false);
  });
});
