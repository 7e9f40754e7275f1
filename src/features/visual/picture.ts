import type { Frame } from '../../core/media.js';
import { type OklabPlanes, oklabPlanes } from '../../math/colour/oklab-planes.js';

/** A frame at working size in the forms that the visual parts read. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
  readonly oklab: OklabPlanes;
}

/** Fine enough for posture and texture; a larger picture costs time and adds mostly noise. */
const LONGEST_SIDE = 112;

/** Several extractors look at the same frame; a picture lives as long as its frame. */
const made = new WeakMap<Frame, Picture>();

/** The frame with its longest side brought to at most 112 pixels by averaging whole blocks of pixels. */
export function picture(frame: Frame): Picture {
  const known = made.get(frame) ?? makePicture(frame);
  made.set(frame, known);
  return known;
}

function makePicture(frame: Frame): Picture {
  const ratio = Math.min(1, LONGEST_SIDE / Math.max(frame.width, frame.height));
  const width = Math.max(1, Math.round(frame.width * ratio));
  const height = Math.max(1, Math.round(frame.height * ratio));
  const rgb = width === frame.width && height === frame.height ? frame.rgb : blockMeans(frame, width, height);
  return { width, height, rgb, oklab: oklabPlanes(rgb) };
}

function blockMeans(frame: Frame, width: number, height: number): Uint8Array {
  const output = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const top = Math.floor((y * frame.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * frame.height) / height));
    for (let x = 0; x < width; x += 1) {
      const left = Math.floor((x * frame.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * frame.width) / width));
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = top; row < bottom; row += 1) {
        const end = 3 * (row * frame.width + right);
        for (let place = 3 * (row * frame.width + left); place < end; place += 3) {
          red += frame.rgb[place] as number;
          green += frame.rgb[place + 1] as number;
          blue += frame.rgb[place + 2] as number;
        }
      }
      const area = (bottom - top) * (right - left);
      const place = 3 * (y * width + x);
      output[place] = red / area + 0.5;
      output[place + 1] = green / area + 0.5;
      output[place + 2] = blue / area + 0.5;
    }
  }
  return output;
}
