import { describe, expect, it } from 'vitest';
import { readableReason } from '../../src/media/readable-reason.js';

describe('readableReason', () => {
  it('drops memory addresses and keeps the telling line', () => {
    const stderr =
      '[h264 @ 0x55e78bb79280] [IMGUTILS @ 0x7ffc393b9650] Picture size 9x9 exceeds the limit\nConversion failed!\n';
    expect(readableReason(stderr)).toBe('Picture size 9x9 exceeds the limit');
  });

  it('drops the path of the file and a full stop', () => {
    expect(readableReason("file:/tmp/a: b's [x].mp4: Invalid data found when processing input.\n")).toBe(
      'Invalid data found when processing input',
    );
  });

  it('removes control characters and bounds the length', () => {
    const reason = readableReason(`\u001b[31mRed ${'x'.repeat(500)}`);
    expect(reason?.startsWith(' [31mRed'.trim())).toBe(true);
    expect(reason?.length).toBe(200);
  });

  it('is undefined when nothing was said', () => {
    expect(readableReason('\n\n')).toBeUndefined();
  });
});
