export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Nearest quarter turn, clockwise: ffprobe's `rotation` counts the other way round, the `rotate` tag this way. */
export function clockwiseRotation(angles: {
  readonly displayMatrixDegrees: number | undefined;
  readonly rotateTagDegrees: number | undefined;
}): number {
  const clockwise =
    angles.displayMatrixDegrees === undefined ? (angles.rotateTagDegrees ?? 0) : -angles.displayMatrixDegrees;
  const quarters = Math.round(clockwise / 90) % 4;
  return ((quarters + 4) % 4) * 90;
}

/** Size on the screen: coded pixels stretched by their sample aspect ratio, then turned. */
export function displaySize(coded: {
  readonly width: number;
  readonly height: number;
  readonly sampleAspectRatio: number | undefined;
  readonly rotationDegrees: number;
}): PixelSize {
  const width = Math.max(1, Math.round(coded.width * (coded.sampleAspectRatio ?? 1)));
  const isSideways = coded.rotationDegrees % 180 !== 0;
  return isSideways ? { width: coded.height, height: width } : { width, height: coded.height };
}

/** Largest size of the same shape with both sides ≤ `maxSidePixels`, never enlarged, at least 1 × 1. */
export function fitWithin(size: PixelSize, maxSidePixels: number): PixelSize {
  const scale = Math.min(1, maxSidePixels / Math.max(size.width, size.height));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
