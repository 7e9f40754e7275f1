/** A video that has its place, and how like it is. */
export interface PlacedNeighbour {
  readonly x: number;
  readonly y: number;
  /** Cosine, −1…1 */
  readonly similarity: number;
}

/** Nearest videos that decide where another one stands. */
export const PLACING_NEIGHBOURS = 8;

/**
 * The mean of the places of the neighbours. Each counts by how much more like the video it is than the least alike of
 * them, so that the nearest ones decide and one far away pulls nothing; all alike count alike.
 * @returns undefined without neighbours
 */
export function placeBeside(neighbours: readonly PlacedNeighbour[]): { x: number; y: number } | undefined {
  if (neighbours.length === 0) return undefined;
  const similarities = neighbours.map(({ similarity }) => similarity);
  const least = Math.min(...similarities);
  const range = Math.max(...similarities) - least;
  const weights = similarities.map((similarity) => (range > 0 ? ((similarity - least) / range) ** 2 : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (pick: (neighbour: PlacedNeighbour) => number): number =>
    neighbours.reduce((sum, neighbour, at) => sum + (weights[at] as number) * pick(neighbour), 0) / total;
  return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
}
