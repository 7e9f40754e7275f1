import type { Frame } from '../../core/media.js';

/** One frame in figures; about 100 × 100 of its pixels stand for all. */
export interface MeasuredPicture {
  /** Mean luma, 0…1. */
  readonly brightness: number;
  /** Mean absolute luma deviation from the mean, 0…1. */
  readonly contrast: number;
  /** Mean HSV saturation, 0…1. */
  readonly saturation: number;
  /** [pixels] Rec. 709 luma of the gamma-coded channels, 0…1. */
  readonly luma: Float32Array;
  /** [pixels, 3] the pixels that were looked at. */
  readonly rgb: Uint8Array;
}

/** Pixels looked at along the longest side: means over a picture hardly change with more. */
const LONGEST_SIDE = 112;

export function measurePicture(frame: Frame): MeasuredPicture {
  const rgb = thinnedPixels(frame);
  const count = rgb.length / 3;
  const luma = new Float32Array(count);
  let brightness = 0;
  let saturation = 0;
  for (let pixel = 0; pixel < count; pixel += 1) {
    const red = rgb[3 * pixel] as number;
    const green = rgb[3 * pixel + 1] as number;
    const blue = rgb[3 * pixel + 2] as number;
    const level = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
    const highest = Math.max(red, green, blue);
    luma[pixel] = level;
    brightness += level / count;
    if (highest > 0) saturation += (1 - Math.min(red, green, blue) / highest) / count;
  }
  let contrast = 0;
  for (const level of luma) contrast += Math.abs(level - brightness) / count;
  return { brightness: Math.min(1, brightness), contrast, saturation: Math.min(1, saturation), luma, rgb };
}

/** Every n-th pixel of every n-th row. */
function thinnedPixels(frame: Frame): Uint8Array {
  const step = Math.max(1, Math.floor(Math.max(frame.width, frame.height) / LONGEST_SIDE));
  const columns = Math.ceil(frame.width / step);
  const rows = Math.ceil(frame.height / step);
  const rgb = new Uint8Array(columns * rows * 3);
  let place = 0;
  for (let y = 0; y < frame.height; y += step) {
    for (let x = 0; x < frame.width; x += step) {
      const source = 3 * (y * frame.width + x);
      rgb[place] = frame.rgb[source] as number;
      rgb[place + 1] = frame.rgb[source + 1] as number;
      rgb[place + 2] = frame.rgb[source + 2] as number;
      place += 3;
    }
  }
  return rgb;
}
