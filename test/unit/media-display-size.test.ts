import { describe, expect, it } from 'vitest';
import { clockwiseRotation, displaySize, fitWithin } from '../../src/media/display-size.js';

describe('clockwiseRotation', () => {
  it.each([
    [-90, undefined, 90],
    [90, undefined, 270],
    [180, undefined, 180],
    [-180, undefined, 180],
    [undefined, 90, 90],
    [undefined, 270, 270],
    [undefined, undefined, 0],
    [-90, 270, 90],
    [-360, undefined, 0],
  ])(
    'turns matrix %s and tag %s into %s degrees clockwise',
    (displayMatrixDegrees, rotateTagDegrees, expected) => {
      expect(clockwiseRotation({ displayMatrixDegrees, rotateTagDegrees })).toBe(expected);
    },
  );
});

describe('displaySize', () => {
  it('stretches by the sample aspect ratio before it turns', () => {
    const coded = { width: 720, height: 576, sampleAspectRatio: 64 / 45 };
    expect(displaySize({ ...coded, rotationDegrees: 0 })).toEqual({ width: 1024, height: 576 });
    expect(displaySize({ ...coded, rotationDegrees: 90 })).toEqual({ width: 576, height: 1024 });
    expect(displaySize({ ...coded, rotationDegrees: 180 })).toEqual({ width: 1024, height: 576 });
  });
});

describe('fitWithin', () => {
  it('keeps the shape and bounds the longer side', () => {
    expect(fitWithin({ width: 1280, height: 720 }, 224)).toEqual({ width: 224, height: 126 });
    expect(fitWithin({ width: 720, height: 1280 }, 224)).toEqual({ width: 126, height: 224 });
  });

  it('does not enlarge and never loses a side', () => {
    expect(fitWithin({ width: 2, height: 2 }, 224)).toEqual({ width: 2, height: 2 });
    expect(fitWithin({ width: 8000, height: 2 }, 224)).toEqual({ width: 224, height: 1 });
  });
});
