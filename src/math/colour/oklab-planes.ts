/** Pixels in a space where equal distances look about equally different; one array per axis. */
export interface OklabPlanes {
  /** [pixels] black 0 … white 1. */
  readonly lightness: Float32Array;
  /** [pixels] green negative, red positive, within about ±0.3. */
  readonly greenRed: Float32Array;
  /** [pixels] blue negative, yellow positive, within about ±0.33. */
  readonly blueYellow: Float32Array;
}

/** sRGB byte → linear light 0…1 (IEC 61966-2-1). */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/**
 * sRGB bytes in Oklab (Björn Ottosson 2020, "A perceptual color space for image processing").
 * @param rgb [pixels, 3]
 */
export function oklabPlanes(rgb: Uint8Array): OklabPlanes {
  const count = Math.floor(rgb.length / 3);
  const lightness = new Float32Array(count);
  const greenRed = new Float32Array(count);
  const blueYellow = new Float32Array(count);
  for (let pixel = 0; pixel < count; pixel += 1) {
    const red = LINEAR[rgb[3 * pixel] as number] as number;
    const green = LINEAR[rgb[3 * pixel + 1] as number] as number;
    const blue = LINEAR[rgb[3 * pixel + 2] as number] as number;
    const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    lightness[pixel] = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
    greenRed[pixel] = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
    blueYellow[pixel] = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  }
  return { lightness, greenRed, blueYellow };
}
