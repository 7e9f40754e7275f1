import type { RowRange, ThinFrame } from './thin-frames.js';

/** [3] bytes, red green blue. */
export type Colour = Uint8Array;

/** What stands out from a plain background. */
export interface Subject {
  /** Height over width of what stands out, mean over the frames, > 0. */
  readonly heightOverWidth: number;
  /** Share of the picture that it covers, mean over the frames, 0…1. */
  readonly share: number;
  /** Rows that it reaches in any frame. */
  readonly rows: RowRange;
}

/** Thinned pixels at the edge that count as the rim. */
const RIM = 2;
/** Share of the rim that must be of its middle colour. */
const PLAIN_SHARE = 0.9;
/** Furthest that a channel of the rim may be from the middle colour. */
const RIM_TOLERANCE = 24;
/** A pixel stands out when a channel is further from the background than this. */
const SUBJECT_DISTANCE = 32;
/** Share of the pixels that is ignored at each side of what stands out: specks of compression. */
const OUTLIERS = 0.01;
const SMALLEST_SUBJECT = 0.01;
const LARGEST_SUBJECT = 0.6;

/** The middle colour of the rim of the pictures when nearly all of the rim has it. */
export function plainBackground(frames: readonly ThinFrame[]): Colour | undefined {
  const rim = Uint8Array.from(frames.flatMap(rimBytes));
  const middle = Uint8Array.from([0, 1, 2], (channel) =>
    median(rim.filter((_, place) => place % 3 === channel)),
  );
  let alike = 0;
  for (let place = 0; place < rim.length; place += 3) {
    if (distance(rim, place, middle) <= RIM_TOLERANCE) alike += 1;
  }
  return 3 * alike >= PLAIN_SHARE * rim.length ? middle : undefined;
}

/** `undefined` when nearly nothing or nearly everything stands out. */
export function subjectOf(frames: readonly ThinFrame[], background: Colour): Subject | undefined {
  const boxes = frames.flatMap((frame) => subjectBox(frame, background) ?? []);
  const share = boxes.reduce((sum, box) => sum + box.share, 0) / frames.length;
  if (share < SMALLEST_SUBJECT || share > LARGEST_SUBJECT) return undefined;
  const heights = boxes.reduce((sum, { rows }) => sum + rows.end - rows.first, 0);
  const widths = boxes.reduce((sum, { columns }) => sum + columns.end - columns.first, 0);
  const rows = {
    first: Math.min(...boxes.map((box) => box.rows.first)),
    end: Math.max(...boxes.map((box) => box.rows.end)),
  };
  return { heightOverWidth: heights / widths, share, rows };
}

function rimBytes({ columns, rows, rgb }: ThinFrame): number[] {
  const bytes: number[] = [];
  for (let pixel = 0; pixel < rows * columns; pixel += 1) {
    const x = pixel % columns;
    const y = Math.floor(pixel / columns);
    if (Math.min(x, y, columns - 1 - x, rows - 1 - y) < RIM)
      bytes.push(...rgb.subarray(3 * pixel, 3 * pixel + 3));
  }
  return bytes;
}

interface SubjectBox {
  readonly rows: RowRange;
  readonly columns: RowRange;
  readonly share: number;
}

function subjectBox({ columns, rows, rgb }: ThinFrame, background: Colour): SubjectBox | undefined {
  const inColumns = new Float64Array(columns);
  const inRows = new Float64Array(rows);
  let count = 0;
  for (let pixel = 0; pixel < rows * columns; pixel += 1) {
    if (distance(rgb, 3 * pixel, background) <= SUBJECT_DISTANCE) continue;
    const x = pixel % columns;
    const y = Math.floor(pixel / columns);
    inColumns[x] = (inColumns[x] ?? 0) + 1;
    inRows[y] = (inRows[y] ?? 0) + 1;
    count += 1;
  }
  if (count === 0) return undefined;
  return { columns: extent(inColumns, count), rows: extent(inRows, count), share: count / (rows * columns) };
}

/** Places between the outliers at both ends of a histogram. */
function extent(histogram: Float64Array, total: number): RowRange {
  let first = 0;
  let last = histogram.length - 1;
  for (let sum = histogram[first] ?? 0; sum < OUTLIERS * total; sum += histogram[first] ?? 0) first += 1;
  for (let sum = histogram[last] ?? 0; sum < OUTLIERS * total; sum += histogram[last] ?? 0) last -= 1;
  return { first, end: last + 1 };
}

/** Largest difference in one channel, 0…255. */
function distance(rgb: Uint8Array, place: number, [red = 0, green = 0, blue = 0]: Colour): number {
  return Math.max(
    Math.abs((rgb[place] ?? 0) - red),
    Math.abs((rgb[place + 1] ?? 0) - green),
    Math.abs((rgb[place + 2] ?? 0) - blue),
  );
}

function median(values: Uint8Array): number {
  return values.toSorted()[Math.floor(values.length / 2)] ?? 0;
}
