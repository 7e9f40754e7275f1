import type { Colouring } from './colouring.js';
import type { MapPoints } from './map-points.js';
import type { GroupPlace } from './place-labels.js';
import type { PointGrid } from './point-grid.js';
import type { ThemeColours } from './theme-colours.js';
import type { Place } from './viewport.js';

/** Everything that is drawn, apart from where one looks. */
export interface Scene {
  readonly points: MapPoints;
  readonly grid: PointGrid;
  readonly colouring: Colouring;
  readonly colours: ThemeColours;
  /** Names of groups, at their places. */
  readonly names: readonly GroupPlace[];
  /** Group that alone is shown in full. */
  readonly isolated: number | undefined;
  /** Show clips as pictures where there is room. */
  readonly showsPictures: boolean;
  /** Point under the pointer or under the keyboard. */
  readonly pointed: number | undefined;
  readonly chosen: ReadonlySet<number>;
  /** Corners on the screen while it is drawn. */
  readonly lasso: readonly Place[];
}

/** Whether a point is in the group that is shown. */
export function isInFocus({ colouring, isolated }: Scene, index: number): boolean {
  return isolated === undefined || colouring.groups[index] === isolated;
}
