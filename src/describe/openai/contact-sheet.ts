import type { Frame } from '../../core/media.js';

/** Pictures side by side. */
export interface ContactSheet {
  readonly picture: Frame;
  /** Pictures in a row; the last row may hold fewer. */
  readonly columns: number;
}

const CHANNELS = 3;
/** Black pixels between pictures, so that two of them do not look like one. */
const GAP_PIXELS = 4;

/**
 * All frames on one black sheet, row by row in time order, in the grid whose sides are most alike. A smaller frame
 * stands at the upper left of its cell.
 * @param frames at least one
 */
export function contactSheet(frames: readonly Frame[]): ContactSheet {
  const cell = {
    width: Math.max(...frames.map(({ width }) => width)),
    height: Math.max(...frames.map(({ height }) => height)),
  };
  const columns = squarestColumns(frames.length, cell);
  const width = columns * (cell.width + GAP_PIXELS) - GAP_PIXELS;
  const height = Math.ceil(frames.length / columns) * (cell.height + GAP_PIXELS) - GAP_PIXELS;
  const rgb = new Uint8Array(width * height * CHANNELS); // [height, width, 3]
  frames.forEach((frame, index) => {
    const left = (index % columns) * (cell.width + GAP_PIXELS);
    const top = Math.floor(index / columns) * (cell.height + GAP_PIXELS);
    for (let row = 0; row < frame.height; row += 1) {
      const line = frame.rgb.subarray(row * frame.width * CHANNELS, (row + 1) * frame.width * CHANNELS);
      rgb.set(line, ((top + row) * width + left) * CHANNELS);
    }
  });
  return { picture: { timeSeconds: frames[0]?.timeSeconds ?? 0, width, height, rgb }, columns };
}

/** The number of columns that gives the smallest longest side; the fewest of them on a tie. */
function squarestColumns(count: number, cell: { readonly width: number; readonly height: number }): number {
  const longestSide = (columns: number): number =>
    Math.max(columns * cell.width, Math.ceil(count / columns) * cell.height);
  return Array.from({ length: count }, (_, index) => index + 1).reduce((best, columns) =>
    longestSide(columns) < longestSide(best) ? columns : best,
  );
}
