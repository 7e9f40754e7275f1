import sharp from 'sharp';
import type { Frame } from '../core/media.js';

/**
 * A picture as a JPEG that fits into a square, never enlarged.
 * @param options.quality 1…100
 */
export async function encodeJpeg(
  frame: Frame,
  options: { readonly maxSidePixels: number; readonly quality: number },
): Promise<Uint8Array> {
  const { maxSidePixels, quality } = options;
  return sharp(frame.rgb, { raw: { width: frame.width, height: frame.height, channels: 3 } })
    .resize({ width: maxSidePixels, height: maxSidePixels, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality })
    .toBuffer();
}
