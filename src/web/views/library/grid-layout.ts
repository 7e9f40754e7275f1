export interface GridLayout {
  readonly columns: number;
  /** Pixels. */
  readonly tileWidth: number;
  /** From the top of one row to the next. */
  readonly rowHeight: number;
  readonly gap: number;
  readonly rows: number;
  readonly height: number;
}

interface GridMeasures {
  /** Pixels of the whole grid. */
  readonly width: number;
  readonly count: number;
  /** Least width of a tile; the columns share what is left. */
  readonly leastTileWidth: number;
  readonly gap: number;
  /** Width by height of the picture. */
  readonly ratio: number;
  /** Of the words below the picture. */
  readonly textHeight: number;
}

const LEAST_COLUMNS = 2;

/** Where tiles stand: all have one size, so a place needs no measuring. */
export function layoutGrid(measures: GridMeasures): GridLayout {
  const { width, count, leastTileWidth, gap, ratio, textHeight } = measures;
  const fitting = Math.floor((width + gap) / (leastTileWidth + gap));
  const columns = Math.max(LEAST_COLUMNS, fitting);
  const tileWidth = Math.max(1, (width - gap * (columns - 1)) / columns);
  const rowHeight = tileWidth / ratio + textHeight + gap;
  const rows = Math.ceil(count / columns);
  return { columns, tileWidth, rowHeight, gap, rows, height: Math.max(0, rows * rowHeight - gap) };
}

export interface GridRange {
  readonly first: number;
  /** The first item behind the range. */
  readonly end: number;
}

interface GridWindow {
  readonly layout: GridLayout;
  readonly count: number;
  /** Pixels of the grid above the window; negative when the grid begins inside of it. */
  readonly top: number;
  readonly height: number;
  /** Rows that are kept ready above and below. */
  readonly spareRows: number;
}

/** Items of the rows that a window shows. */
export function visibleRange({ layout, count, top, height, spareRows }: GridWindow): GridRange {
  const { columns, rowHeight } = layout;
  const firstRow = Math.max(0, Math.floor(top / rowHeight) - spareRows);
  const endRow = Math.ceil((top + height) / rowHeight) + spareRows;
  const first = Math.min(count, firstRow * columns);
  return { first, end: Math.max(first, Math.min(count, endRow * columns)) };
}

/** Corner of an item. */
export function placeOf(index: number, { columns, tileWidth, rowHeight, gap }: GridLayout) {
  return { x: (index % columns) * (tileWidth + gap), y: Math.floor(index / columns) * rowHeight };
}

interface GridStep {
  readonly key: string;
  readonly index: number;
  readonly columns: number;
  readonly count: number;
  /** Whole rows that fit the window, at least 1. */
  readonly rowsOfScreen: number;
}

/** Where a key moves the focus; undefined for keys that do not move it. */
export function stepInGrid({ key, index, columns, count, rowsOfScreen }: GridStep): number | undefined {
  const screen = Math.max(1, rowsOfScreen) * columns;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns < 0 ? index : index - columns,
    ArrowDown: index + columns,
    Home: 0,
    End: count - 1,
    PageUp: index - screen < 0 ? index % columns : index - screen,
    PageDown: index + screen,
  };
  const target = steps[key];
  if (target === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, target));
}

/** Shapes of tiles: upright, square, old and wide pictures. */
const RATIOS = [3 / 4, 1, 4 / 3, 16 / 9] as const;
const USUAL_RATIO = 4 / 3;

interface PictureSize {
  readonly width: number | null;
  readonly height: number | null;
}

/** The shape that cuts least off the middle one of these pictures. */
export function tileRatio(pictures: readonly PictureSize[]): number {
  const ratios = pictures
    .flatMap(({ width, height }) => (width !== null && height ? [width / height] : []))
    .sort((left, right) => left - right);
  const middle = ratios[Math.floor(ratios.length / 2)] ?? USUAL_RATIO;
  const distance = (ratio: number) => Math.abs(Math.log(ratio / middle));
  return RATIOS.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}
