import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MOST_COLOURS, parseColour } from '../../src/web/views/map/series.js';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const css = readFileSync(new URL('../../src/web/styles/tokens.css', import.meta.url), 'utf8');

/** Light and dark colour of a token, as linear red, green and blue from 0 to 1. */
function tokenPair(name: string): readonly [Triple, Triple] {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  return [linear(found?.[1] ?? ''), linear(found?.[2] ?? '')];
}

function linear(hex: string): Triple {
  const [red, green, blue] = parseColour(hex).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** WCAG 2.2, contrast ratio. */
function contrast(left: Triple, right: Triple): number {
  const [low = 0, high = 0] = [left, right]
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    .sort((one, other) => one - other);
  return high / low;
}

const times = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const row = ([a, b, c]: Triple): number => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

/** Ottosson 2020. */
function oklab(colour: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(cones[0]), Math.cbrt(cones[1]), Math.cbrt(cones[2])],
  );
}

/** Machado, Oliveira and Fernandes 2009, severity 1. */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const clamp = ([red, green, blue]: Triple): Triple => {
  const within = (value: number) => Math.min(Math.max(value, 0), 1);
  return [within(red), within(green), within(blue)];
};

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the colours of groups in the %s theme', (_, theme) => {
  const colours = Array.from({ length: MOST_COLOURS }, (_each, place) => tokenPair(`series-${place}`)[theme]);

  it.each(['canvas', 'surface'])('have a contrast of 3 to 1 against the %s', (name) => {
    const background = tokenPair(name)[theme];
    for (const colour of colours) expect(contrast(colour, background)).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(SIGHTS))('stay apart with %s sight', (_sight, matrix) => {
    const seen = colours.map((colour) => oklab(clamp(times(matrix, colour))));
    const apart = seen.flatMap((one, place) =>
      seen
        .slice(0, place)
        .map((other) => Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)))),
    );
    // Two patches side by side are told apart from about 0.02 on.
    expect(Math.min(...apart)).toBeGreaterThan(0.06);
  });
});
