import type { Picture } from './picture.js';

const HUE_BINS = 12;
const SATURATION_BINS = 3;
const VALUE_BINS = 8;

export const COLOUR_HISTOGRAM_WIDTH = HUE_BINS * SATURATION_BINS + VALUE_BINS;

/**
 * Which colours there are, wherever they are: an HSV histogram. A pixel counts in its hue × saturation bin
 * with its chroma (max − min of the channels), because the hue of a grey pixel is noise, and fully in its
 * value bin. The square root of each share is kept (Hellinger distance; Arandjelović and Zisserman 2012).
 * @returns [44], each 0…1: 12 hues × 3 saturations, 8 values
 */
export function colourHistogram(picture: Picture): Float32Array {
  const { rgb } = picture;
  const histogram = new Float32Array(COLOUR_HISTOGRAM_WIDTH);
  for (let place = 0; place < rgb.length; place += 3) {
    const red = rgb[place] as number;
    const green = rgb[place + 1] as number;
    const blue = rgb[place + 2] as number;
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    const valueBin = HUE_BINS * SATURATION_BINS + ((value * VALUE_BINS) >> 8);
    histogram[valueBin] = (histogram[valueBin] as number) + 1;
    if (chroma === 0) continue;
    const hueBin = Math.floor((hueSextant({ red, green, blue, value, chroma }) * HUE_BINS) / 6) % HUE_BINS;
    const saturationBin = Math.min(SATURATION_BINS - 1, Math.floor((chroma / value) * SATURATION_BINS));
    const bin = hueBin * SATURATION_BINS + saturationBin;
    histogram[bin] = (histogram[bin] as number) + chroma / 255;
  }
  const pixels = rgb.length / 3;
  return histogram.map((sum) => Math.sqrt(sum / pixels));
}

/** Hue in sixths of the circle, 0…6: red 0, green 2, blue 4. */
function hueSextant(pixel: {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly value: number;
  readonly chroma: number;
}): number {
  const { red, green, blue, value, chroma } = pixel;
  if (value === red) return ((green - blue) / chroma + 6) % 6;
  if (value === green) return (blue - red) / chroma + 2;
  return (red - green) / chroma + 4;
}
