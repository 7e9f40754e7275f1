import { describe, expect, it } from 'vitest';
import { binaryPatterns } from '../../src/features/visual/binary-patterns.js';
import { colourHistogram } from '../../src/features/visual/colour-histogram.js';
import { colourLayout } from '../../src/features/visual/colour-layout.js';
import { frameWeight } from '../../src/features/visual/frame-weight.js';
import { greyCoOccurrence } from '../../src/features/visual/grey-co-occurrence.js';
import { gridMeans } from '../../src/features/visual/grid-means.js';
import { motionMap } from '../../src/features/visual/motion-map.js';
import { orientedGradients } from '../../src/features/visual/oriented-gradients.js';
import { picture } from '../../src/features/visual/picture.js';
import { paintedFrame, type Rgb } from '../support/synthetic-sample.js';

const flat = (colour: Rgb, width = 64, height = 64) =>
  picture(paintedFrame({ width, height, paint: () => colour }));

function plane(width: number, height: number, value: (x: number, y: number) => number) {
  const values = Array.from({ length: width * height }, (_, place) =>
    value(place % width, Math.floor(place / width)),
  );
  return { plane: Float32Array.from(values), width, height };
}

describe('the working picture', () => {
  it('brings the longest side to 112 pixels and keeps the aspect ratio', () => {
    const { width, height, rgb } = flat([1, 2, 3], 448, 224);
    expect([width, height, rgb.length]).toEqual([112, 56, 112 * 56 * 3]);
  });

  it('averages whole blocks', () => {
    const frame = paintedFrame({
      width: 224,
      height: 2,
      paint: (x) => (Math.floor(x * 224) % 2 === 0 ? [0, 10, 0] : [255, 20, 0]),
    });
    expect([...picture(frame).rgb.subarray(0, 3)]).toEqual([128, 15, 0]);
  });

  it('leaves a small frame alone', () => {
    const frame = paintedFrame({ width: 3, height: 1, paint: (x) => [x * 100, 0, 0] });
    expect(picture(frame).rgb).toBe(frame.rgb);
  });
});

describe('grid means', () => {
  it('averages each quarter of a 4×2 plane', () => {
    const means = gridMeans({ ...plane(4, 2, (x, y) => x + 10 * y), cells: 2 });
    expect([...means]).toEqual([0.5, 2.5, 10.5, 12.5]);
  });

  it('repeats the pixels of a picture smaller than the grid', () => {
    expect([...gridMeans({ ...plane(1, 1, () => 7), cells: 2 })]).toEqual([7, 7, 7, 7]);
  });
});

describe('colour parts', () => {
  it('shows red as positive green–red in every cell of the layout', () => {
    const layout = colourLayout(flat([255, 0, 0]));
    for (let cell = 0; cell < 16; cell += 1) {
      expect(layout[cell]).toBeCloseTo(0.628, 2);
      expect(layout[16 + cell]).toBeCloseTo(4 * 0.2249, 2);
      expect(layout[32 + cell]).toBeCloseTo(4 * 0.1258, 2);
    }
  });

  it('puts pure blue into the hue of 240°, full saturation, full value', () => {
    const histogram = colourHistogram(flat([0, 0, 255]));
    const filled = [...histogram.entries()].filter(([, share]) => share > 0);
    expect(filled).toEqual([
      [8 * 3 + 2, 1],
      [36 + 7, 1],
    ]);
  });

  it('gives grey a value and no hue', () => {
    const filled = [...colourHistogram(flat([128, 128, 128])).entries()].filter(([, share]) => share > 0);
    expect(filled).toEqual([[36 + 4, 1]]);
  });
});

describe('oriented gradients', () => {
  /** Sum of each orientation over all cells. */
  function orientations(histogram: Float32Array): number[] {
    return Array.from({ length: 9 }, (_, bin) =>
      Array.from({ length: 16 }, (_, cell) => histogram[cell * 9 + bin] as number).reduce((a, b) => a + b, 0),
    );
  }

  it('tells 0°, 60° and 120° ramps apart by their bins', () => {
    const strongest = [0, 60, 120].map((degrees) => {
      const angle = ((degrees + 10) * Math.PI) / 180;
      const ramp = plane(40, 40, (x, y) => (Math.cos(angle) * x + Math.sin(angle) * y) / 40);
      const sums = orientations(orientedGradients(ramp));
      return sums.indexOf(Math.max(...sums));
    });
    expect(strongest).toEqual([0, 3, 6]);
  });

  it('does not see the sign or the size of a contrast', () => {
    const bars = plane(48, 48, (x) => (x % 12 < 6 ? 0.2 : 0.8));
    const inverse = { ...bars, plane: bars.plane.map((value) => 1 - value) };
    const faint = { ...bars, plane: bars.plane.map((value) => 0.4 + value / 4) };
    const [reference, inverted, weak] = [bars, inverse, faint].map(orientedGradients) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (const [place, value] of reference.entries()) {
      expect(inverted[place]).toBeCloseTo(value, 5);
      expect(weak[place]).toBeCloseTo(value, 1);
    }
  });

  it('keeps an edge in the part of the picture where it is', () => {
    const corner = orientedGradients(plane(64, 64, (x, y) => (x > 4 && x < 10 && y < 12 ? 1 : 0)));
    const sums = Array.from({ length: 16 }, (_, cell) =>
      corner.subarray(cell * 9, cell * 9 + 9).reduce((a, b) => a + b, 0),
    );
    expect(sums.indexOf(Math.max(...sums))).toBe(0);
    expect(sums[15]).toBe(0);
  });

  it('is zero for a flat or a tiny plane', () => {
    for (const options of [plane(30, 30, () => 0.5), plane(1, 1, () => 0.5), plane(2, 9, (x) => x)]) {
      expect(orientedGradients(options).every((value) => value === 0)).toBe(true);
    }
  });
});

describe('texture parts', () => {
  it('counts a flat plane as the pattern without brighter neighbours', () => {
    const shares = binaryPatterns(plane(10, 10, () => 0.5));
    expect([...shares.entries()].filter(([, share]) => share > 0)).toEqual([
      [0, 1],
      [10, 1],
      [20, 1],
    ]);
  });

  it('counts a dark point among bright ones as all eight neighbours brighter', () => {
    const shares = binaryPatterns(plane(3, 3, (x, y) => (x === 1 && y === 1 ? 0 : 1)));
    expect(shares[8]).toBe(1);
    expect(shares.subarray(10).every((share) => share === 0)).toBe(true);
  });

  it('does not change when the picture is turned by a quarter', () => {
    const value = (x: number, y: number) => ((x * 7 + y * y * 3) % 11) / 11;
    const upright = binaryPatterns(plane(20, 20, value));
    const turned = binaryPatterns(plane(20, 20, (x, y) => value(y, 19 - x)));
    expect(turned).toEqual(upright);
  });

  it('counts neighbouring levels without their order', () => {
    // Columns of level 0 0 5 5: at distance 2 to the right every pair is (0, 5).
    const shares = greyCoOccurrence(plane(4, 4, (x) => (x < 2 ? 0 : 1)));
    const mirrored = greyCoOccurrence(plane(4, 4, (x) => (x < 2 ? 1 : 0)));
    const zeroAndFive = (5 * 6) / 2;
    expect(shares[zeroAndFive]).toBe(1);
    // Downwards half of the pairs are (0, 0) and half (5, 5).
    expect(shares[21]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(shares[21 + 20]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(mirrored).toEqual(shares);
    expect(shares.subarray(42).every((share) => share === 0)).toBe(true);
  });
});

describe('motion and weight of a frame', () => {
  it('maps where the picture changes', () => {
    const before = flat([0, 0, 0]);
    const after = picture(
      paintedFrame({ paint: (x, y) => (x < 0.25 && y < 0.25 ? [255, 255, 255] : [0, 0, 0]) }),
    );
    const map = motionMap(after, [{ picture: before, weight: 1 }]);
    expect(map[0]).toBeCloseTo(1, 3);
    expect(map.subarray(1, 16).every((value) => value === 0)).toBe(true);
    expect(map[16]).toBe(1);
  });

  it('is zero with a zero flag when there is nothing to compare with', () => {
    expect([...motionMap(flat([9, 9, 9]), [])]).toEqual(new Array(17).fill(0));
  });

  it('weighs a blank frame a hundredth of one with content', () => {
    expect(frameWeight(flat([0, 0, 0]))).toBeCloseTo(0.01, 6);
    expect(
      frameWeight(picture(paintedFrame({ paint: (x) => (x < 0.5 ? [0, 0, 0] : [255, 255, 255]) }))),
    ).toBe(1);
  });
});
