/** Uniform codes by their number of set bits (0…8), and all others together. */
const CODES = 10;
const RADII = [1, 2, 3];
/** Oklab lightness by which a neighbour must be brighter: compression noise on flat ground stays below. */
const THRESHOLD = 0.01;
/** Rotation-invariant uniform code of each of the 256 patterns. */
const CODE_OF_PATTERN = Uint8Array.from({ length: 256 }, (_, pattern) => {
  const bits = Array.from({ length: 8 }, (_, bit) => (pattern >> bit) & 1);
  const changes = bits.filter((value, bit) => value !== bits[(bit + 1) % 8]).length;
  return changes <= 2 ? bits.filter((value) => value === 1).length : CODES - 1;
});

export const BINARY_PATTERNS_WIDTH = CODES * RADII.length;

/**
 * Fine texture: rotation-invariant uniform local binary patterns of the 8 neighbours (Ojala, Pietikäinen
 * and Mäenpää 2002, LBP riu2) at 1, 2 and 3 pixels; the square root of each share.
 * @param options.plane [height, width] lightness
 * @returns [30], each 0…1; zeros for a radius that does not fit into the picture
 */
export function binaryPatterns(options: {
  readonly plane: Float32Array;
  readonly width: number;
  readonly height: number;
}): Float32Array {
  const output = new Float32Array(BINARY_PATTERNS_WIDTH);
  for (const [scale, radius] of RADII.entries()) {
    const codes = new Float64Array(CODES);
    let total = 0;
    for (const [pattern, count] of patternCounts({ ...options, radius }).entries()) {
      const code = CODE_OF_PATTERN[pattern] as number;
      codes[code] = (codes[code] as number) + count;
      total += count;
    }
    output.set(
      codes.map((count) => Math.sqrt(count / Math.max(1, total))),
      scale * CODES,
    );
  }
  return output;
}

/** [256] how often each pattern of brighter neighbours occurs. */
function patternCounts(options: {
  readonly plane: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}): Uint32Array {
  const { plane, width, height, radius } = options;
  const counts = new Uint32Array(256);
  const down = radius * width;
  for (let y = radius; y < height - radius; y += 1) {
    for (let place = y * width + radius; place < (y + 1) * width - radius; place += 1) {
      const level = (plane[place] as number) + THRESHOLD;
      // Round the ring, so that neighbouring bits are neighbouring pixels.
      const pattern =
        Number((plane[place - down - radius] as number) > level) |
        (Number((plane[place - down] as number) > level) << 1) |
        (Number((plane[place - down + radius] as number) > level) << 2) |
        (Number((plane[place + radius] as number) > level) << 3) |
        (Number((plane[place + down + radius] as number) > level) << 4) |
        (Number((plane[place + down] as number) > level) << 5) |
        (Number((plane[place + down - radius] as number) > level) << 6) |
        (Number((plane[place - radius] as number) > level) << 7);
      counts[pattern] = (counts[pattern] as number) + 1;
    }
  }
  return counts;
}
