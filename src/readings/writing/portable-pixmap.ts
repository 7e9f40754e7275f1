import type { Frame } from '../../core/media.js';

/** A frame as a binary PPM file (`P6`, one byte a channel), which Leptonica reads without a codec. */
export function portablePixmap({ width, height, rgb }: Frame): Uint8Array {
  const head = new TextEncoder().encode(`P6\n${width} ${height}\n255\n`);
  const file = new Uint8Array(head.length + rgb.length);
  file.set(head);
  file.set(rgb, head.length);
  return file;
}
