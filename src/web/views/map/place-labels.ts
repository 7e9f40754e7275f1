import type { Colouring } from './colouring.js';
import type { MapPoints } from './map-points.js';
import type { Place } from './viewport.js';

export interface GroupPlace extends Place {
  readonly key: number;
  readonly text: string;
}

/**
 * Where the name of each coloured group stands: on the point of the group nearest to its median, so that a name never
 * floats where nothing is. The largest groups come first.
 */
export function placeGroups(points: MapPoints, { groups, legend }: Colouring): GroupPlace[] {
  return legend
    .filter(({ kind }) => kind === 'value')
    .map(({ key, text }) => {
      const members: number[] = [];
      for (let index = 0; index < points.count; index++) if (groups[index] === key) members.push(index);
      const x = median(members.map((index) => points.x[index] as number));
      const y = median(members.map((index) => points.y[index] as number));
      const distance = (index: number): number =>
        ((points.x[index] as number) - x) ** 2 + ((points.y[index] as number) - y) ** 2;
      const middle = members.reduce((best, index) => (distance(index) < distance(best) ? index : best));
      return { key, text, x: points.x[middle] as number, y: points.y[middle] as number };
    });
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

export interface PlacedLabel extends Place {
  readonly key: number;
  readonly text: string;
  readonly width: number;
}

/** A square on the screen that a label should rather not cover. */
export interface Obstacle extends Place {
  readonly side: number;
}

interface LabelSpace {
  /** Measures a text in pixels. */
  readonly widthOf: (text: string) => number;
  readonly height: number;
  /** From a place to the middle of its label. */
  readonly lift: number;
  readonly obstacles: readonly Obstacle[];
}

/** Where a label may stand, in lifts up or down and in pixels to the side; nearer ones first. */
const SPOTS = [-1, 1, -1.7, 1.7, -2.4, 2.4].flatMap((down) =>
  [0, -44, 44, -88, 88].map((aside) => ({ down, aside })),
);
/** Pixels of a picture that may be covered to stand one pixel nearer. */
const AREA_PER_PIXEL = 9;
const GAP = 4;

/**
 * Labels on the screen: they never cover each other – one that finds no room is left out –, and stand where they cover
 * little of the obstacles and are still near their place.
 */
export function placeLabels(wanted: readonly GroupPlace[], space: LabelSpace): PlacedLabel[] {
  const { widthOf, height, lift, obstacles } = space;
  const placed: PlacedLabel[] = [];
  for (const { key, text, x, y } of wanted) {
    const width = widthOf(text);
    const free = SPOTS.map(({ down, aside }) => {
      const at = { x: x + aside, y: y + down * lift };
      const distance = Math.hypot(aside, down * lift);
      return { ...at, cost: coveredArea(at, { width, height, obstacles }) + distance * AREA_PER_PIXEL };
    }).filter((at) =>
      placed.every(
        (other) =>
          Math.abs(other.x - at.x) >= (other.width + width) / 2 + GAP ||
          Math.abs(other.y - at.y) >= height + GAP,
      ),
    );
    const [first, ...others] = free;
    if (first === undefined) continue;
    const best = others.reduce((left, right) => (right.cost < left.cost ? right : left), first);
    placed.push({ key, text, x: best.x, y: best.y, width });
  }
  return placed;
}

function coveredArea(
  at: Place,
  label: { readonly width: number; readonly height: number; readonly obstacles: readonly Obstacle[] },
): number {
  let area = 0;
  for (const { x, y, side } of label.obstacles) {
    const across = (label.width + side) / 2 - Math.abs(x - at.x);
    const down = (label.height + side) / 2 - Math.abs(y - at.y);
    if (across > 0 && down > 0)
      area += Math.min(across, label.width, side) * Math.min(down, label.height, side);
  }
  return area;
}
