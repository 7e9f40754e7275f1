/** What of the map is seen: `screen = map × scale + offset`, in CSS pixels; map coordinates are 0…1. */
export interface Viewport {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How far one can go in, against the whole map. */
const MOST_ZOOM = 200;
const LEAST_ZOOM = 0.5;

/** Shows a box of the map whole and in the middle, with the same scale on both axes. */
export function fitViewport({
  size,
  box,
  padding,
}: {
  readonly size: Size;
  readonly box: Box;
  readonly padding: number;
}): Viewport {
  const width = Math.max(box.right - box.left, 1e-6);
  const height = Math.max(box.bottom - box.top, 1e-6);
  const scale = Math.max(
    1,
    Math.min(
      Math.max(size.width - 2 * padding, 1) / width,
      Math.max(size.height - 2 * padding, 1) / height,
      4 * Math.max(size.width, size.height, 1),
    ),
  );
  return {
    scale,
    offsetX: size.width / 2 - ((box.left + box.right) / 2) * scale,
    offsetY: size.height / 2 - ((box.top + box.bottom) / 2) * scale,
  };
}

export function toScreen(view: Viewport, place: Place): Place {
  return { x: place.x * view.scale + view.offsetX, y: place.y * view.scale + view.offsetY };
}

export function toMap(view: Viewport, screen: Place): Place {
  return { x: (screen.x - view.offsetX) / view.scale, y: (screen.y - view.offsetY) / view.scale };
}

/** The part of the map inside a screen of this size. */
export function seenBox(view: Viewport, size: Size): Box {
  const corner = toMap(view, { x: 0, y: 0 });
  const opposite = toMap(view, { x: size.width, y: size.height });
  return { left: corner.x, top: corner.y, right: opposite.x, bottom: opposite.y };
}

/** Zooms by a factor so that the place under `at` (screen) stays where it is; `home` limits how far it goes. */
export function zoomViewport(
  view: Viewport,
  { factor, at, home }: { readonly factor: number; readonly at: Place; readonly home: Viewport },
): Viewport {
  const scale = Math.min(Math.max(view.scale * factor, home.scale * LEAST_ZOOM), home.scale * MOST_ZOOM);
  const fixed = toMap(view, at);
  return { scale, offsetX: at.x - fixed.x * scale, offsetY: at.y - fixed.y * scale };
}

export function panViewport(view: Viewport, by: Place): Viewport {
  return { ...view, offsetX: view.offsetX + by.x, offsetY: view.offsetY + by.y };
}

/** Moves as little as needed for a place of the map to be at least `margin` pixels inside the screen. */
export function revealPlace(
  view: Viewport,
  { place, size, margin }: { readonly place: Place; readonly size: Size; readonly margin: number },
): Viewport {
  const screen = toScreen(view, place);
  const shift = (value: number, length: number): number =>
    Math.min(Math.max(value, Math.min(margin, length / 2)), Math.max(length - margin, length / 2)) - value;
  return panViewport(view, { x: shift(screen.x, size.width), y: shift(screen.y, size.height) });
}

/** Between two views, `part` from 0 to 1; zooming looks even because the scale is interpolated as a power. */
export function blendViewports(
  from: Viewport,
  { to, part, size }: { readonly to: Viewport; readonly part: number; readonly size: Size },
): Viewport {
  const scale = from.scale * (to.scale / from.scale) ** part;
  const middle = { x: size.width / 2, y: size.height / 2 };
  const start = toMap(from, middle);
  const end = toMap(to, middle);
  const x = start.x + (end.x - start.x) * part;
  const y = start.y + (end.y - start.y) * part;
  return { scale, offsetX: middle.x - x * scale, offsetY: middle.y - y * scale };
}
