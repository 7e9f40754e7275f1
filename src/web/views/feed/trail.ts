export interface MapPlace {
  readonly x: number;
  readonly y: number;
}

/** The way over the map, oldest first; a place that did not change is there once, and at most `most` are kept. */
export function growTrail(
  trail: readonly MapPlace[],
  place: MapPlace | null | undefined,
  most: number,
): readonly MapPlace[] {
  if (place === null || place === undefined) return trail;
  const last = trail.at(-1);
  if (last !== undefined && last.x === place.x && last.y === place.y) return trail;
  return [...trail, { x: place.x, y: place.y }].slice(-most);
}
