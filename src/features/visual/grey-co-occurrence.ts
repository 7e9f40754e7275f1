const LEVELS = 6;
/** Pairs of levels without order: (a, b) and (b, a) are one. */
const PAIRS = (LEVELS * (LEVELS + 1)) / 2;
const DISTANCES = [2, 6, 12];

export const GREY_CO_OCCURRENCE_WIDTH = PAIRS * DISTANCES.length * 2;

/**
 * Coarse texture and contrast: how often two lightness levels (of 6) stand 2, 6 or 12 pixels apart, side by
 * side and one above the other, without order (grey-level co-occurrence; Haralick, Shanmugam and Dinstein
 * 1973); the square root of each share.
 * @param options.plane [height, width] lightness 0…1
 * @returns [126], each 0…1; zeros for a distance that does not fit into the picture
 */
export function greyCoOccurrence(options: {
  readonly plane: Float32Array;
  readonly width: number;
  readonly height: number;
}): Float32Array {
  const { plane, width, height } = options;
  const levels = new Uint8Array(plane.length);
  for (let pixel = 0; pixel < plane.length; pixel += 1) {
    levels[pixel] = Math.min(LEVELS - 1, Math.max(0, Math.floor((plane[pixel] as number) * LEVELS)));
  }
  const output = new Float32Array(GREY_CO_OCCURRENCE_WIDTH);
  let offset = 0;
  for (const distance of DISTANCES) {
    output.set(pairShares({ levels, width, height, right: distance, down: 0 }), offset);
    output.set(pairShares({ levels, width, height, right: 0, down: distance }), offset + PAIRS);
    offset += 2 * PAIRS;
  }
  return output;
}

/** Square roots of the shares of the unordered pairs (low, high), at high·(high + 1)/2 + low. */
function pairShares(options: {
  readonly levels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly right: number;
  readonly down: number;
}): Float32Array {
  const { levels, width, height, right, down } = options;
  const counts = new Uint32Array(LEVELS * LEVELS);
  const step = down * width + right;
  for (let y = 0; y < height - down; y += 1) {
    for (let place = y * width; place < y * width + width - right; place += 1) {
      const pair = (levels[place] as number) * LEVELS + (levels[place + step] as number);
      counts[pair] = (counts[pair] as number) + 1;
    }
  }
  const total = Math.max(1, width - right) * Math.max(1, height - down);
  const shares = new Float32Array(PAIRS);
  for (let high = 0; high < LEVELS; high += 1) {
    for (let low = 0; low <= high; low += 1) {
      const mirrored = low === high ? 0 : (counts[high * LEVELS + low] as number);
      const count = (counts[low * LEVELS + high] as number) + mirrored;
      shares[(high * (high + 1)) / 2 + low] = Math.sqrt(count / total);
    }
  }
  return shares;
}
