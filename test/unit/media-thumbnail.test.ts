import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeThumbnail } from '../../src/media/thumbnail.js';

function plainFrame(width: number, height: number) {
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) rgb.set([200, 40, 90], pixel * 3);
  return { timeSeconds: 0, width, height, rgb };
}

describe('encodeThumbnail', () => {
  it('gives a JPEG with its longer side at 160 pixels and the colours kept', async () => {
    const jpeg = await encodeThumbnail(plainFrame(126, 224));
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    expect((await sharp(jpeg).metadata()).format).toBe('jpeg');
    expect([info.width, info.height]).toEqual([90, 160]);
    for (const [channel, value] of [200, 40, 90].entries()) {
      expect(Math.abs((data[channel] as number) - value)).toBeLessThan(6);
    }
  });

  it('does not enlarge a small picture', async () => {
    const metadata = await sharp(await encodeThumbnail(plainFrame(2, 2))).metadata();
    expect([metadata.width, metadata.height]).toEqual([2, 2]);
  });
});
