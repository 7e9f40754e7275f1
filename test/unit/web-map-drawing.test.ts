import { describe, expect, it } from 'vitest';
import { dotRadius, drawDots } from '../../src/web/views/map/draw-dots.js';
import { createMapPoints } from '../../src/web/views/map/map-points.js';
import { placeGroups, placeLabels } from '../../src/web/views/map/place-labels.js';
import { placePictures } from '../../src/web/views/map/place-pictures.js';

const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;
const WHITE = [255, 255, 255] as const;

function draw(options: { x: number[]; y: number[]; groups: number[]; isolated?: number; opacity?: number }) {
  const width = 40;
  const height = 30;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const points = createMapPoints({ ids: options.x.map(String), x: options.x, y: options.y });
  drawDots(
    { pixels, width, height },
    {
      points,
      view: { scale: 1, offsetX: 0, offsetY: 0 },
      style: {
        ratio: 1,
        radius: 4,
        colours: [RED, BLUE],
        groups: Uint8Array.from(options.groups),
        background: WHITE,
        opacity: options.opacity ?? 1,
        behindFrom: 2,
        isolated: options.isolated,
      },
    },
  );
  const at = (x: number, y: number): number[] => [
    ...pixels.slice((y * width + x) * 4, (y * width + x) * 4 + 4),
  ];
  return { at, pixels };
}

describe('drawing dots', () => {
  it('covers the area of a circle and nothing else', () => {
    const { at, pixels } = draw({ x: [20], y: [15], groups: [0] });
    expect(at(20, 15)).toEqual([255, 0, 0, 255]);
    expect(at(26, 15)).toEqual([255, 255, 255, 255]);
    let covered = 0;
    for (let index = 0; index < pixels.length; index += 4) covered += 1 - (pixels[index + 1] as number) / 255;
    expect(covered).toBeGreaterThan(Math.PI * 16 * 0.95);
    expect(covered).toBeLessThan(Math.PI * 16 * 1.05);
  });

  it('cuts dots at the edge, and leaves out those beyond it', () => {
    const { at } = draw({ x: [0, 500, -500], y: [0, 10, 10], groups: [0, 0, 0] });
    expect(at(0, 0)).toEqual([255, 0, 0, 255]);
    expect(at(39, 10)).toEqual([255, 255, 255, 255]);
  });

  it('lets dots below shine through by their opacity', () => {
    const { at } = draw({ x: [20, 20], y: [15, 15], groups: [0, 1], opacity: 0.5 });
    const [red, green, blue] = at(20, 15) as [number, number, number];
    expect(red).toBeCloseTo(127, -1);
    expect(green).toBeCloseTo(64, -1);
    expect(blue).toBeCloseTo(191, -1);
  });

  it('draws an isolated group in full above the others, which are faint', () => {
    const { at } = draw({ x: [10, 30], y: [15, 15], groups: [1, 0], isolated: 0 });
    expect(at(30, 15)).toEqual([255, 0, 0, 255]);
    expect(at(10, 15)[0]).toBeGreaterThan(200);
  });

  it('makes dots small where many share the screen, within bounds', () => {
    const screen = { width: 1000, height: 800 };
    expect(dotRadius({ shown: 10, ...screen })).toBe(7);
    expect(dotRadius({ shown: 10_000, ...screen })).toBeCloseTo(1.2, 1);
    expect(dotRadius({ shown: 100_000, ...screen })).toBe(1.2);
  });
});

describe('pictures on the map', () => {
  it('places pictures so that none covers another, the first ones first', () => {
    const wanted = [
      { index: 0, x: 100, y: 100 },
      { index: 1, x: 130, y: 110 },
      { index: 2, x: 141, y: 100 },
      { index: 3, x: 100, y: 59 },
    ];
    expect(placePictures(wanted, { side: 40, most: 9 }).map(({ index }) => index)).toEqual([0, 2, 3]);
    expect(placePictures(wanted, { side: 40, most: 1 }).map(({ index }) => index)).toEqual([0]);
  });
});

describe('names on the map', () => {
  it('stand on the point nearest to the median of their group', () => {
    const points = createMapPoints({
      ids: ['a', 'b', 'c', 'far'],
      x: [0.1, 0.2, 0.3, 0.9],
      y: [0.1, 0.1, 0.1, 0.9],
    });
    const groups = Uint8Array.from([0, 0, 0, 0]);
    const legend = [{ key: 0, colour: 0, text: 'rest', videos: 4, kind: 'value' as const }];
    expect(placeGroups(points, { groups, legend })).toEqual([
      { key: 0, text: 'rest', x: points.x[1], y: points.y[1] },
    ]);
  });

  const space = { widthOf: () => 40, height: 16, lift: 14, obstacles: [] };

  it('do not cover each other: the second one of a place stands below it', () => {
    const wanted = ['one', 'two'].map((text, key) => ({ key, text, x: 100, y: 100 }));
    expect(placeLabels(wanted, space).map(({ text, x, y }) => [text, x, y])).toEqual([
      ['one', 100, 86],
      ['two', 100, 114],
    ]);
  });

  it('are left out where there is no room', () => {
    const wanted = Array.from({ length: 60 }, (_, key) => ({ key, text: 'x', x: 100, y: 100 }));
    const placed = placeLabels(wanted, space);
    expect(placed.length).toBeGreaterThan(5);
    expect(placed.length).toBeLessThan(30);
    for (const [place, one] of placed.entries()) {
      for (const other of placed.slice(0, place)) {
        expect(Math.abs(one.x - other.x) >= 40 || Math.abs(one.y - other.y) >= 16).toBe(true);
      }
    }
  });

  it('go out of the way of pictures', () => {
    const wanted = [{ key: 0, text: 'one', x: 100, y: 100 }];
    const [label] = placeLabels(wanted, { ...space, obstacles: [{ x: 100, y: 90, side: 30 }] });
    expect(label?.y).toBe(114);
  });
});
