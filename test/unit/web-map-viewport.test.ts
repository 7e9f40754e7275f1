import { describe, expect, it } from 'vitest';
import {
  blendViewports,
  fitViewport,
  panViewport,
  revealPlace,
  seenBox,
  toMap,
  toScreen,
  zoomViewport,
} from '../../src/web/views/map/viewport.js';

const size = { width: 800, height: 400 };
const unit = { left: 0, top: 0, right: 1, bottom: 1 };
const home = fitViewport({ size, box: unit, padding: 20 });

describe('the viewport of the map', () => {
  it('shows the whole box in the middle with one scale for both axes', () => {
    expect(home).toEqual({ scale: 360, offsetX: 220, offsetY: 20 });
    expect(toScreen(home, { x: 0.5, y: 0.5 })).toEqual({ x: 400, y: 200 });
  });

  it('does not blow up around a single place', () => {
    const point = fitViewport({ size, box: { left: 0.3, top: 0.3, right: 0.3, bottom: 0.3 }, padding: 20 });
    expect(point.scale).toBe(3200);
    expect(toScreen(point, { x: 0.3, y: 0.3 })).toEqual({ x: 400, y: 200 });
  });

  it('keeps the place under the pointer when it zooms', () => {
    const at = { x: 123, y: 77 };
    const zoomed = zoomViewport(home, { factor: 3, at, home });
    const before = toMap(home, at);
    const after = toMap(zoomed, at);
    expect(after.x).toBeCloseTo(before.x, 12);
    expect(after.y).toBeCloseTo(before.y, 12);
    expect(zoomed.scale).toBe(1080);
  });

  it('zooms neither further out than half of home nor in without end', () => {
    const at = { x: 0, y: 0 };
    expect(zoomViewport(home, { factor: 1e-6, at, home }).scale).toBe(180);
    expect(zoomViewport(home, { factor: 1e9, at, home }).scale).toBe(72_000);
  });

  it('goes back from screen to map, and says which part is seen', () => {
    const view = panViewport(home, { x: 40, y: -10 });
    const place = { x: 0.25, y: 0.75 };
    expect(toMap(view, toScreen(view, place))).toEqual(place);
    expect(seenBox({ scale: 400, offsetX: 0, offsetY: 0 }, size)).toEqual({
      left: 0,
      top: 0,
      right: 2,
      bottom: 1,
    });
  });

  it('moves only as far as needed to show a place', () => {
    const view = { scale: 1000, offsetX: 0, offsetY: 0 };
    expect(revealPlace(view, { place: { x: 0.4, y: 0.2 }, size, margin: 50 })).toEqual(view);
    const moved = revealPlace(view, { place: { x: 0.9, y: 0.2 }, size, margin: 50 });
    expect(toScreen(moved, { x: 0.9, y: 0.2 })).toEqual({ x: 750, y: 200 });
  });

  it('travels from one view to another through the geometric middle of the scales', () => {
    const to = { scale: 1440, offsetX: -100, offsetY: -300 };
    expect(blendViewports(home, { to, part: 0.5, size }).scale).toBeCloseTo(720, 9);
    const end = blendViewports(home, { to, part: 1, size });
    expect(end.offsetX).toBeCloseTo(-100, 9);
    expect(end.offsetY).toBeCloseTo(-300, 9);
  });
});
