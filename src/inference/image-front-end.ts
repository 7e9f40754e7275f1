import type { Frame } from '../../core/media.js';
import type { ImageInput } from './onnx-configuration.js';
import { type ResizeTaps, resizeTaps } from './resize-taps.js';

const CHANNELS = 3;

interface CropPlan {
  readonly columns: ResizeTaps;
  readonly rows: ResizeTaps;
}

/** Numbers of one frame for an image model: [3, height, width] or [height, width, 3], row by row. */
export interface ImageFrontEnd {
  /** Shape of one picture without the batch. */
  readonly shape: readonly number[];
  write(frame: Frame, output: Float32Array): void;
}

/** Resizes, crops and normalises; a frame smaller than the crop is enlarged first, by the resizing. */
export function createImageFrontEnd(input: ImageInput): ImageFrontEnd {
  const { crop, layout, mean, std, rescale } = input;
  const area = crop.width * crop.height;
  const [channelStep, pixelStep] = layout === 'nchw' ? [area, 1] : [1, CHANNELS];
  const scales = std.map((deviation) => rescale / deviation);
  const offsets = std.map((deviation, channel) => -(mean[channel] as number) / deviation);
  return {
    shape: layout === 'nchw' ? [CHANNELS, crop.height, crop.width] : [crop.height, crop.width, CHANNELS],
    write(frame, output) {
      const cropped = resizeAndCrop(frame, input);
      for (let pixel = 0; pixel < area; pixel += 1) {
        for (let channel = 0; channel < CHANNELS; channel += 1) {
          const byte = cropped[pixel * CHANNELS + channel] as number;
          output[channel * channelStep + pixel * pixelStep] =
            byte * (scales[channel] as number) + (offsets[channel] as number);
        }
      }
    },
  };
}

/** @returns [crop height, crop width, 3] bytes as whole numbers, as a picture file would hold them */
function resizeAndCrop(frame: Frame, input: ImageInput): Uint8ClampedArray {
  const { columns, rows } = cropPlan(frame, input);
  const { width, height } = input.crop;
  const lines = rowsNeeded(rows);
  const narrowed = new Float32Array((lines.end - lines.first) * width * CHANNELS);
  for (let line = lines.first; line < lines.end; line += 1) {
    const target = narrowed.subarray((line - lines.first) * width * CHANNELS);
    for (let x = 0; x < width; x += 1) {
      const source = CHANNELS * (line * frame.width + (columns.firstInput[x] as number));
      mixPixel({ input: frame.rgb, source, step: CHANNELS, taps: columns, output: target, place: x });
    }
  }
  const cropped = new Float32Array(width * height * CHANNELS);
  for (let y = 0; y < height; y += 1) {
    const firstLine = (rows.firstInput[y] as number) - lines.first;
    mixRow({ narrowed, rowLength: width * CHANNELS, firstLine, taps: rows, output: cropped, place: y });
  }
  return Uint8ClampedArray.from(cropped);
}

function cropPlan(frame: Frame, { resize, crop }: ImageInput): CropPlan {
  const resized = resizedSize(frame, resize);
  const width = Math.max(resized.width, crop.width);
  const height = Math.max(resized.height, crop.height);
  return {
    columns: resizeTaps({
      inputSize: frame.width,
      outputSize: width,
      from: Math.floor((width - crop.width) / 2),
      count: crop.width,
    }),
    rows: resizeTaps({
      inputSize: frame.height,
      outputSize: height,
      from: Math.floor((height - crop.height) / 2),
      count: crop.height,
    }),
  };
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

function rowsNeeded({ firstInput, shares, tapCount }: ResizeTaps): { first: number; end: number } {
  let end = 0;
  for (const [output, first] of firstInput.entries()) {
    for (let tap = 0; tap < tapCount; tap += 1) {
      if ((shares[output * tapCount + tap] as number) > 0) end = Math.max(end, first + tap + 1);
    }
  }
  return { first: firstInput[0] as number, end };
}

function mixPixel(mix: {
  readonly input: Uint8Array;
  /** Place of the first input. */
  readonly source: number;
  readonly step: number;
  readonly taps: ResizeTaps;
  readonly output: Float32Array;
  readonly place: number;
}): void {
  const { input, source, step, taps, output, place } = mix;
  const { tapCount, shares } = taps;
  for (let tap = 0; tap < tapCount; tap += 1) {
    const share = shares[place * tapCount + tap] as number;
    if (share === 0) continue;
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const target = place * CHANNELS + channel;
      output[target] = (output[target] as number) + share * (input[source + tap * step + channel] as number);
    }
  }
}

function mixRow(mix: {
  readonly narrowed: Float32Array;
  readonly rowLength: number;
  readonly firstLine: number;
  readonly taps: ResizeTaps;
  readonly output: Float32Array;
  readonly place: number;
}): void {
  const { narrowed, rowLength, firstLine, taps, output, place } = mix;
  const { tapCount, shares } = taps;
  for (let tap = 0; tap < tapCount; tap += 1) {
    const share = shares[place * tapCount + tap] as number;
    if (share === 0) continue;
    const source = (firstLine + tap) * rowLength;
    for (let index = 0; index < rowLength; index += 1) {
      const target = place * rowLength + index;
      output[target] = (output[target] as number) + share * (narrowed[source + index] as number);
    }
  }
}
