import { type OklabPlanes, oklabPlanes } from '../../math/colour/oklab-planes.js';

/**
 * English basic colour terms (Berlin and Kay 1969) with light and dark kinds where people use them, each by
 * one or more typical sRGB values.
 */
const SAMPLES: readonly (readonly [name: string, red: number, green: number, blue: number])[] = [
  ['black', 0, 0, 0],
  ['black', 24, 24, 24],
  ['dark grey', 72, 72, 72],
  ['grey', 128, 128, 128],
  ['light grey', 190, 190, 190],
  ['white', 255, 255, 255],
  ['white', 238, 238, 238],
  ['red', 225, 25, 25],
  ['red', 255, 0, 0],
  ['dark red', 120, 10, 15],
  ['orange', 255, 140, 0],
  ['orange', 235, 115, 30],
  ['brown', 120, 70, 30],
  ['brown', 90, 55, 35],
  ['beige', 222, 200, 160],
  ['yellow', 250, 225, 30],
  ['yellow', 255, 255, 0],
  ['olive', 120, 120, 30],
  ['light green', 140, 230, 130],
  ['green', 0, 160, 50],
  ['green', 0, 255, 0],
  ['dark green', 10, 80, 25],
  ['cyan', 0, 220, 230],
  ['teal', 0, 128, 128],
  ['light blue', 140, 190, 240],
  ['blue', 30, 90, 220],
  ['blue', 0, 0, 255],
  ['dark blue', 10, 20, 95],
  ['purple', 125, 35, 160],
  ['magenta', 255, 0, 255],
  ['pink', 255, 150, 190],
  ['pink', 245, 95, 160],
];

const SAMPLE_OKLAB = oklabPlanes(
  Uint8Array.from(SAMPLES.flatMap(([, red, green, blue]) => [red, green, blue])),
);

/** Lightness tells colours apart less than hue and chroma do: a shadow on a red wall is still red. */
const LIGHTNESS_WEIGHT = 0.5;

/** The colour term whose sample is nearest in Oklab, for each pixel of [pixels, 3]. */
export function colourNames(rgb: Uint8Array): string[] {
  const oklab = oklabPlanes(rgb);
  return Array.from(oklab.lightness, (_, pixel) => {
    let nearest = 'black';
    let smallest = Number.POSITIVE_INFINITY;
    for (const [sample, [name]] of SAMPLES.entries()) {
      const distance = squaredDistance(oklab, pixel, sample);
      if (distance < smallest) {
        smallest = distance;
        nearest = name;
      }
    }
    return nearest;
  });
}

function squaredDistance(oklab: OklabPlanes, pixel: number, sample: number): number {
  const lightness = (oklab.lightness[pixel] as number) - (SAMPLE_OKLAB.lightness[sample] as number);
  const greenRed = (oklab.greenRed[pixel] as number) - (SAMPLE_OKLAB.greenRed[sample] as number);
  const blueYellow = (oklab.blueYellow[pixel] as number) - (SAMPLE_OKLAB.blueYellow[sample] as number);
  return LIGHTNESS_WEIGHT * lightness ** 2 + greenRed ** 2 + blueYellow ** 2;
}
