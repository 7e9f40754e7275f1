import type { Frame } from '../core/media.js';
import { encodeJpeg } from './encode-jpeg.js';

const MAX_SIDE_PIXELS = 160;
const JPEG_QUALITY = 78;

/** A small JPEG of one picture, longest side ≤ 160 pixels, never enlarged. */
export async function encodeThumbnail(frame: Frame): Promise<Uint8Array> {
  return encodeJpeg(frame, { maxSidePixels: MAX_SIDE_PIXELS, quality: JPEG_QUALITY });
}
