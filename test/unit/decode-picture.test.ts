import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../src/media/decode-picture.js';

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];

/** 4 × 2 pixels: the left half red, the right half blue. */
function redBesideBlue(): Sharp {
  const row = [RED, RED, BLUE, BLUE].flat();
  return sharp(Uint8Array.from([...row, ...row]), { raw: { width: 4, height: 2, channels: 3 } });
}

describe('a picture', () => {
  it('is decoded as it is, pixel by pixel', async () => {
    const { frame, format, width, height } = await decodePicture(await redBesideBlue().png().toBuffer());
    expect({ format, width, height }).toEqual({ format: 'png', width: 4, height: 2 });
    expect({ ...frame, rgb: [...frame.rgb] }).toEqual({
      timeSeconds: 0,
      width: 4,
      height: 2,
      rgb: [...RED, ...RED, ...BLUE, ...BLUE, ...RED, ...RED, ...BLUE, ...BLUE],
    });
  });

  it('is turned upright as its orientation says', async () => {
    const turned = await redBesideBlue().png().withMetadata({ orientation: 6 }).toBuffer();
    const { frame, width, height } = await decodePicture(turned);
    expect([width, height, frame.width, frame.height]).toEqual([2, 4, 2, 4]);
    expect([...frame.rgb.subarray(0, 3)]).toEqual(RED);
    expect([...frame.rgb.subarray(-3)]).toEqual(BLUE);
  });

  it('has three channels whatever it is made of, and fits into the square', async () => {
    const grey = await redBesideBlue().resize(400, 100).greyscale().webp().toBuffer();
    const clear = await redBesideBlue().ensureAlpha(0).png().toBuffer();
    expect((await decodePicture(grey, { maxSidePixels: 40 })).frame).toMatchObject({ width: 40, height: 10 });
    for (const bytes of [grey, clear]) {
      const { frame } = await decodePicture(bytes);
      expect(frame.rgb).toHaveLength(frame.width * frame.height * 3);
    }
  });

  it('is refused when it claims more pixels than are allowed', async () => {
    const bytes = await redBesideBlue().png().toBuffer();
    await expect(decodePicture(bytes, { maxPixels: 7 })).rejects.toMatchObject({
      code: 'too-large',
      message: 'The picture is 4 × 2 pixels; 7 in all are allowed.',
    });
    expect((await decodePicture(bytes, { maxPixels: 8 })).width).toBe(4);
  });
});
