import type { MapPoints } from './map-points.js';
import type { Viewport } from './viewport.js';

export type Rgb = readonly [number, number, number];

export interface DotPicture {
  /** RGBA, 8 bits each, opaque; `width × height × 4`. */
  readonly pixels: Uint8ClampedArray;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
}

export interface DotStyle {
  /** Device pixels of one CSS pixel. */
  readonly ratio: number;
  /** CSS pixels. */
  readonly radius: number;
  /** Colour of each group. */
  readonly colours: readonly Rgb[];
  readonly groups: Uint8Array;
  readonly background: Rgb;
  /** 0…1. */
  readonly opacity: number;
  /** Groups from this one on are drawn below the others. */
  readonly behindFrom: number;
  /** The only group that is drawn in full; the others are drawn first and faintly. Undefined: all. */
  readonly isolated?: number | undefined;
}

/** Positions of a dot within a pixel, on each axis. */
const PHASES = 4;
const FAINT = 0.16;

/**
 * Draws all points of a map into a picture, dot by dot. Written for 100,000 points: a dot is a ready-made stamp that is
 * blended in, so a frame costs some milliseconds where a path per point costs a hundred.
 */
export function drawDots(
  picture: DotPicture,
  { points, view, style }: { readonly points: MapPoints; readonly view: Viewport; readonly style: DotStyle },
): void {
  const { width, height } = picture;
  const words = new Uint32Array(picture.pixels.buffer, picture.pixels.byteOffset, width * height);
  words.fill(wordOf(style.background));
  const colours = style.colours.map(wordOf);
  const radius = style.radius * style.ratio;
  const { isolated, behindFrom, opacity: full } = style;
  const passes =
    isolated === undefined
      ? [
          { opacity: full, keeps: (group: number) => group >= behindFrom },
          { opacity: full, keeps: (group: number) => group < behindFrom },
        ]
      : [
          { opacity: FAINT, keeps: (group: number) => group !== isolated },
          { opacity: full, keeps: (group: number) => group === isolated },
        ];
  const scale = view.scale * style.ratio;
  const left = view.offsetX * style.ratio;
  const top = view.offsetY * style.ratio;
  for (const { opacity, keeps } of passes) {
    const stamps = makeStamps(radius, opacity);
    for (let index = 0; index < points.count; index++) {
      const group = style.groups[index] as number;
      if (!keeps(group)) continue;
      const x = (points.x[index] as number) * scale + left;
      const y = (points.y[index] as number) * scale + top;
      if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
      blend({ words, width, height }, { stamps, x, y, word: colours[group] as number });
    }
  }
}

function wordOf([red, green, blue]: Rgb): number {
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0] as number;
}

/** The pixels that a dot touches, for one position within a pixel. */
interface Stamp {
  readonly columns: Int16Array;
  readonly rows: Int16Array;
  /** 1…256. */
  readonly covers: Uint16Array;
}

/** One stamp for each phase: `[row phase × PHASES + column phase]`. */
function makeStamps(radius: number, opacity: number): readonly Stamp[] {
  const reach = Math.ceil(radius + 1);
  const side = 2 * reach + 1;
  return Array.from({ length: PHASES * PHASES }, (_, phase) => {
    const middleX = ((phase % PHASES) + 0.5) / PHASES;
    const middleY = (Math.floor(phase / PHASES) + 0.5) / PHASES;
    const touched = Array.from({ length: side * side }, (_, at) => {
      const column = (at % side) - reach;
      const row = Math.floor(at / side) - reach;
      const distance = Math.hypot(column + 0.5 - middleX, row + 0.5 - middleY);
      const part = Math.min(Math.max(radius + 0.5 - distance, 0), 1);
      return { column, row, cover: Math.round(part * opacity * 256) };
    }).filter(({ cover }) => cover > 0);
    return {
      columns: Int16Array.from(touched, ({ column }) => column),
      rows: Int16Array.from(touched, ({ row }) => row),
      covers: Uint16Array.from(touched, ({ cover }) => cover),
    };
  });
}

const EVEN_CHANNELS = 0x00ff00ff;

/** Mixes a colour into the pixels under a stamp; two channels at a time, whatever their order in memory. */
function blend(
  { words, width, height }: { readonly words: Uint32Array; readonly width: number; readonly height: number },
  {
    stamps,
    x,
    y,
    word,
  }: { readonly stamps: readonly Stamp[]; readonly x: number; readonly y: number; readonly word: number },
): void {
  const pixelX = Math.floor(x);
  const pixelY = Math.floor(y);
  const phase = Math.floor((y - pixelY) * PHASES) * PHASES + Math.floor((x - pixelX) * PHASES);
  const { columns, rows, covers } = stamps[phase] as Stamp;
  const even = word & EVEN_CHANNELS;
  const odd = (word >>> 8) & EVEN_CHANNELS;
  for (let touched = 0; touched < covers.length; touched++) {
    const column = pixelX + (columns[touched] as number);
    const row = pixelY + (rows[touched] as number);
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    const cover = covers[touched] as number;
    const at = row * width + column;
    if (cover === 256) {
      words[at] = word;
      continue;
    }
    const below = words[at] as number;
    const keep = 256 - cover;
    const mixedEven = Math.imul(below & EVEN_CHANNELS, keep) + Math.imul(even, cover);
    const mixedOdd = Math.imul((below >>> 8) & EVEN_CHANNELS, keep) + Math.imul(odd, cover);
    words[at] = ((mixedEven >>> 8) & EVEN_CHANNELS) | (mixedOdd & ~EVEN_CHANNELS);
  }
}

/** Radius of a dot in CSS pixels: large where few points share the screen, never smaller than can be seen. */
export function dotRadius({
  shown,
  width,
  height,
}: {
  readonly shown: number;
  readonly width: number;
  readonly height: number;
}): number {
  const room = Math.sqrt((width * height) / Math.max(shown, 1));
  return Math.min(Math.max(room * 0.11, 1.2), 7);
}
