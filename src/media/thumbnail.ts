import sharp from 'sharp';
import type { Frame } from '../core/media.js';

const MAX_SIDE_PIXELS = 160;
const JPEG_QUALITY = 78;

/** A small JPEG of one picture, longest side ≤ 160 pixels, never enlarged. */
export async function encodeThumbnail(frame: Frame): Promise<Uint8Array> {
  return sharp(frame.rgb, { raw: { width: frame.width, height: frame.height, channels: 3 } })
    .resize({ width: MAX_SIDE_PIXELS, height: MAX_SIDE_PIXELS, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}
