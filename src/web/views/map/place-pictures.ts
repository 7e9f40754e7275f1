import type { Place } from './viewport.js';

export interface PlacedPicture extends Place {
  readonly index: number;
}

/**
 * Which points can be shown as pictures without covering each other: first come, first served, so that the order of
 * `wanted` decides. Pictures are squares of `side` pixels around their point.
 */
export function placePictures(
  wanted: Iterable<PlacedPicture>,
  { side, most }: { readonly side: number; readonly most: number },
): PlacedPicture[] {
  const taken = new Map<string, PlacedPicture[]>();
  const placed: PlacedPicture[] = [];
  for (const picture of wanted) {
    if (placed.length >= most) break;
    const column = Math.floor(picture.x / side);
    const row = Math.floor(picture.y / side);
    const isFree = NEIGHBOURS.every(([right, down]) =>
      (taken.get(`${column + right},${row + down}`) ?? []).every(
        (other) => Math.abs(other.x - picture.x) >= side || Math.abs(other.y - picture.y) >= side,
      ),
    );
    if (!isFree) continue;
    const key = `${column},${row}`;
    taken.set(key, [...(taken.get(key) ?? []), picture]);
    placed.push(picture);
  }
  return placed;
}

const NEIGHBOURS = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => [right, down] as const));
