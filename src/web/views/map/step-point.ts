import type { MapPoints } from './map-points.js';

export type Direction = 'left' | 'right' | 'up' | 'down';

const TOWARDS: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/**
 * The point that somebody means who goes from one point in a direction: the nearest in a cone of 45° to each side,
 * where being off the axis costs twice. Undefined at the edge.
 */
export function stepPoint(
  points: MapPoints,
  {
    from,
    direction,
    accepts,
  }: {
    readonly from: number;
    readonly direction: Direction;
    readonly accepts?: (index: number) => boolean;
  },
): number | undefined {
  const [towardsX, towardsY] = TOWARDS[direction];
  const startX = points.x[from] as number;
  const startY = points.y[from] as number;
  let best: number | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let index = 0; index < points.count; index++) {
    const awayX = (points.x[index] as number) - startX;
    const awayY = (points.y[index] as number) - startY;
    const ahead = awayX * towardsX + awayY * towardsY;
    const aside = Math.abs(awayX * towardsY - awayY * towardsX);
    if (index === from || ahead <= 0 || aside > ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < bestCost && (accepts === undefined || accepts(index))) {
      best = index;
      bestCost = cost;
    }
  }
  return best;
}
