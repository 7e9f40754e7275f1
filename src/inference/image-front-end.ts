import type { Frame } from '../core/media.js';
import type { ImageInput } from './onnx-configuration.js';
import { type ResizeTaps, resizeTaps } from './resize-taps.js';

const CHANNELS = 3;
const BYTES = 256;

/** How the pixels of one frame size become those of the crop. */
interface CropPlan {
  readonly columns: ResizeTaps;
  readonly rows: ResizeTaps;
  /** Lines of the frame that the crop needs. */
  readonly lines: { readonly first: number; readonly end: number };
}

/** Numbers of one frame for an image model: [3, height, width] or [height, width, 3], row by row. */
export interface ImageFrontEnd {
  /** Shape of one picture without the batch. */
  readonly shape: readonly number[];
  write(frame: Frame, output: Float32Array): void;
}

/** Resizes, crops and normalises; a frame smaller than the crop is enlarged first, by the resizing. */
export function createImageFrontEnd(input: ImageInput): ImageFrontEnd {
  const { crop, layout } = input;
  const area = crop.width * crop.height;
  const [channelStep, pixelStep] = layout === 'nchw' ? [area, 1] : [1, CHANNELS];
  const numbers = byteNumbers(input);
  const planOf = rememberPlan(input);
  return {
    shape: layout === 'nchw' ? [CHANNELS, crop.height, crop.width] : [crop.height, crop.width, CHANNELS],
    write(frame, output) {
      const bytes = resizeAndCrop(frame, planOf(frame), crop);
      let target = 0;
      for (let source = 0; source < bytes.length; source += CHANNELS) {
        output[target] = numbers[bytes[source] as number] as number;
        output[target + channelStep] = numbers[BYTES + (bytes[source + 1] as number)] as number;
        output[target + 2 * channelStep] = numbers[2 * BYTES + (bytes[source + 2] as number)] as number;
        target += pixelStep;
      }
    },
  };
}

/** [3, 256] what each byte of each channel becomes: `(byte · rescale − mean) / std`. */
function byteNumbers({ mean, std, rescale }: ImageInput): Float32Array {
  const numbers = new Float32Array(CHANNELS * BYTES);
  for (const [channel, deviation] of std.entries()) {
    const scale = rescale / deviation;
    const offset = -(mean[channel] as number) / deviation;
    for (let byte = 0; byte < BYTES; byte += 1) numbers[channel * BYTES + byte] = byte * scale + offset;
  }
  return numbers;
}

/** The frames of one video are of one size: the plan of the size before is kept. */
function rememberPlan(input: ImageInput): (frame: Frame) => CropPlan {
  let last: { readonly width: number; readonly height: number; readonly plan: CropPlan } | undefined;
  return (frame) => {
    const { width, height } = frame;
    if (last?.width !== width || last.height !== height) {
      last = { width, height, plan: cropPlan(frame, input) };
    }
    return last.plan;
  };
}

/** @returns [crop height, crop width, 3] bytes, rounded as a picture file would hold them */
function resizeAndCrop(frame: Frame, plan: CropPlan, crop: ImageInput['crop']): Uint8ClampedArray {
  const { columns, rows, lines } = plan;
  const rowLength = crop.width * CHANNELS;
  const narrowed = new Float32Array((lines.end - lines.first) * rowLength);
  for (let line = lines.first; line < lines.end; line += 1) {
    const start = (line - lines.first) * rowLength;
    const source = CHANNELS * line * frame.width;
    narrowLine({
      rgb: frame.rgb,
      source,
      taps: columns,
      output: narrowed.subarray(start, start + rowLength),
    });
  }
  const bytes = new Uint8ClampedArray(crop.height * rowLength);
  const row = new Float32Array(rowLength);
  for (let y = 0; y < crop.height; y += 1) {
    mixRow({ narrowed, firstLine: (rows.firstInput[y] as number) - lines.first, taps: rows, place: y, row });
    const start = y * rowLength;
    for (let index = 0; index < rowLength; index += 1) bytes[start + index] = row[index] as number;
  }
  return bytes;
}

function cropPlan(frame: Frame, { resize, crop }: ImageInput): CropPlan {
  const resized = resizedSize(frame, resize);
  const width = Math.max(resized.width, crop.width);
  const height = Math.max(resized.height, crop.height);
  const columns = resizeTaps({
    inputSize: frame.width,
    outputSize: width,
    from: Math.floor((width - crop.width) / 2),
    count: crop.width,
  });
  const rows = resizeTaps({
    inputSize: frame.height,
    outputSize: height,
    from: Math.floor((height - crop.height) / 2),
    count: crop.height,
  });
  return { columns, rows, lines: linesNeeded(rows) };
}

/** The longer edge is rounded down, as transformers does. */
function resizedSize(frame: Frame, resize: ImageInput['resize']): { width: number; height: number } {
  if (!('shortestEdge' in resize)) return resize;
  const { shortestEdge } = resize;
  const shortest = Math.min(frame.width, frame.height);
  return {
    width: Math.floor((shortestEdge * frame.width) / shortest),
    height: Math.floor((shortestEdge * frame.height) / shortest),
  };
}

function linesNeeded({ firstInput, shares, tapCount }: ResizeTaps): CropPlan['lines'] {
  let end = 0;
  for (const [output, first] of firstInput.entries()) {
    for (let tap = 0; tap < tapCount; tap += 1) {
      if ((shares[output * tapCount + tap] as number) > 0) end = Math.max(end, first + tap + 1);
    }
  }
  return { first: firstInput[0] as number, end };
}

/** One line of the frame at the width of the crop. Sums are rounded to 32 bits at each step, as `mixRow` does. */
function narrowLine(mix: {
  readonly rgb: Uint8Array;
  /** Place of the line's first byte. */
  readonly source: number;
  readonly taps: ResizeTaps;
  readonly output: Float32Array;
}): void {
  const { rgb, source, taps, output } = mix;
  const { tapCount, shares, firstInput } = taps;
  for (let x = 0; x < firstInput.length; x += 1) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let tap = 0; tap < tapCount; tap += 1) {
      const share = shares[x * tapCount + tap] as number;
      // Behind the last share there may be no pixel any more.
      if (share === 0) continue;
      const pixel = source + CHANNELS * ((firstInput[x] as number) + tap);
      red = Math.fround(red + share * (rgb[pixel] as number));
      green = Math.fround(green + share * (rgb[pixel + 1] as number));
      blue = Math.fround(blue + share * (rgb[pixel + 2] as number));
    }
    output[CHANNELS * x] = red;
    output[CHANNELS * x + 1] = green;
    output[CHANNELS * x + 2] = blue;
  }
}

/** One row of the crop out of narrowed lines. */
function mixRow(mix: {
  readonly narrowed: Float32Array;
  readonly firstLine: number;
  readonly taps: ResizeTaps;
  readonly place: number;
  readonly row: Float32Array;
}): void {
  const { narrowed, firstLine, taps, place, row } = mix;
  const { tapCount, shares } = taps;
  row.fill(0);
  for (let tap = 0; tap < tapCount; tap += 1) {
    const share = shares[place * tapCount + tap] as number;
    if (share === 0) continue;
    const source = (firstLine + tap) * row.length;
    for (let index = 0; index < row.length; index += 1) {
      row[index] = (row[index] as number) + share * (narrowed[source + index] as number);
    }
  }
}
