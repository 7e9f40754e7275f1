import { describe, expect, it } from 'vitest';
import {
  layoutGrid,
  placeOf,
  stepInGrid,
  tileRatio,
  visibleRange,
} from '../../src/web/views/library/grid-layout.js';

// Five columns of 184 px with gaps of 20 fill 1000 px; a row is 184 / 2 + 28 + 20 = 140 px high.
const LAYOUT = layoutGrid({
  width: 1000,
  count: 10_000,
  leastTileWidth: 180,
  gap: 20,
  ratio: 2,
  textHeight: 28,
});

describe('the grid of the library', () => {
  it('shares the width among as many columns as fit', () => {
    expect(LAYOUT).toMatchObject({ columns: 5, tileWidth: 184, rowHeight: 140, rows: 2000 });
    expect(LAYOUT.height).toBe(2000 * 140 - 20);
  });

  it('keeps two columns on the narrowest screen', () => {
    const { columns, tileWidth } = layoutGrid({
      width: 300,
      count: 3,
      leastTileWidth: 180,
      gap: 20,
      ratio: 1,
      textHeight: 0,
    });
    expect([columns, tileWidth]).toEqual([2, 140]);
  });

  it('puts a tile into its row and column', () => {
    expect(placeOf(0, LAYOUT)).toEqual({ x: 0, y: 0 });
    expect(placeOf(7, LAYOUT)).toEqual({ x: 2 * 204, y: 140 });
  });

  it('draws only the rows of the window and a few spare ones, wherever it is in 10,000 videos', () => {
    const window = { layout: LAYOUT, count: 10_000, height: 700, spareRows: 2 };
    expect(visibleRange({ ...window, top: -100 })).toEqual({ first: 0, end: 35 });
    expect(visibleRange({ ...window, top: 14_000 })).toEqual({ first: 490, end: 535 });
    expect(visibleRange({ ...window, top: LAYOUT.height - 700 })).toEqual({ first: 9960, end: 10_000 });
    expect(visibleRange({ ...window, top: 10 * LAYOUT.height })).toEqual({ first: 10_000, end: 10_000 });
  });

  it('takes the shape of most of its pictures', () => {
    const wide = { width: 1920, height: 1080 };
    const upright = { width: 1080, height: 1920 };
    expect(tileRatio([wide, wide, upright])).toBe(16 / 9);
    expect(tileRatio([upright, upright, wide])).toBe(3 / 4);
    expect(tileRatio([{ width: 360, height: 360 }])).toBe(1);
    expect(tileRatio([{ width: null, height: null }])).toBe(4 / 3);
  });
});

describe('keys in the grid', () => {
  const step = (key: string, index: number, count = 23) =>
    stepInGrid({ key, index, columns: 5, count, rowsOfScreen: 3 });

  it('move by one video, row or screen', () => {
    expect(step('ArrowRight', 6)).toBe(7);
    expect(step('ArrowLeft', 6)).toBe(5);
    expect(step('ArrowDown', 6)).toBe(11);
    expect(step('ArrowUp', 6)).toBe(1);
    expect(step('PageDown', 1)).toBe(16);
    expect(step('PageUp', 16)).toBe(1);
    expect(step('Home', 16)).toBe(0);
    expect(step('End', 3)).toBe(22);
  });

  it('stay inside', () => {
    expect(step('ArrowLeft', 0)).toBe(0);
    expect(step('ArrowUp', 3)).toBe(3);
    expect(step('PageUp', 8)).toBe(3);
    expect(step('ArrowRight', 22)).toBe(22);
    expect(step('ArrowDown', 20)).toBe(22);
  });

  it('are left alone when they do not move, or when there is nothing', () => {
    expect(step('Enter', 3)).toBeUndefined();
    expect(step('ArrowDown', 0, 0)).toBeUndefined();
  });
});
