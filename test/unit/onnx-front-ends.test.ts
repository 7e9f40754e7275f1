import { describe, expect, it } from 'vitest';
import type { AudioTrack, Frame } from '../../src/core/media.js';
import { createImageFrontEnd } from '../../src/inference/image-front-end.js';
import { logMelPatches, patchShape } from '../../src/inference/log-mel-front-end.js';
import {
  type ImageInput,
  imageInputSchema,
  type LogMelInput,
  logMelInputSchema,
} from '../../src/inference/onnx-configuration.js';
import { Random } from '../../src/math/random.js';
import { paintedFrame, soundTrack, whiteNoise } from '../support/synthetic-sample.js';

function imageInput(overrides: Partial<ImageInput>): ImageInput {
  const raw = { mean: [0, 0, 0], std: [1, 1, 1], rescale: 1, ...overrides };
  return imageInputSchema.parse({ kind: 'image', name: 'x', ...raw });
}

function read(frame: Frame, input: ImageInput): Float32Array {
  const output = new Float32Array(3 * input.crop.width * input.crop.height);
  createImageFrontEnd(input).write(frame, output);
  return output;
}

function noiseFrame(width: number, height: number): Frame {
  const random = new Random(width * 1000 + height);
  return paintedFrame({
    width,
    height,
    paint: () => [random.uniform() * 256, random.uniform() * 256, random.uniform() * 256],
  });
}

/** One value of the resized picture from the definition: a triangle over all input pixels, in two dimensions. */
function resizedValue(
  frame: Frame,
  at: {
    readonly x: number;
    readonly y: number;
    readonly channel: number;
    readonly size: readonly [number, number];
  },
): number {
  const scaleX = frame.width / at.size[0];
  const scaleY = frame.height / at.size[1];
  const weight = (input: number, output: number, scale: number): number =>
    Math.max(0, 1 - Math.abs(input + 0.5 - (output + 0.5) * scale) / Math.max(1, scale));
  let sum = 0;
  let total = 0;
  for (let row = 0; row < frame.height; row += 1) {
    for (let column = 0; column < frame.width; column += 1) {
      const share = weight(row, at.y, scaleY) * weight(column, at.x, scaleX);
      sum += share * (frame.rgb[3 * (row * frame.width + column) + at.channel] as number);
      total += share;
    }
  }
  return sum / total;
}

describe('the picture of an image model', () => {
  it('enlarges 0 100 to 0 25 75 100 as by hand', () => {
    const frame: Frame = { timeSeconds: 0, width: 2, height: 1, rgb: Uint8Array.of(0, 0, 0, 100, 100, 100) };
    const input = imageInput({ resize: { width: 4, height: 1 }, crop: { width: 4, height: 1 } });
    expect([...read(frame, input).subarray(0, 4)]).toEqual([0, 25, 75, 100]);
  });

  it.each([
    ['shrinks a wide one', 40, 20, 11, [22, 11], 8, 6],
    ['shrinks a tall one', 17, 50, 8, [8, 23], 8, 8],
    ['enlarges a small one', 5, 7, 12, [12, 16], 12, 9],
    ['leaves one of the right size', 9, 9, 9, [9, 9], 9, 9],
  ] as const)(
    '%s as the definition of the filter says',
    (_name, width, height, shortestEdge, size, cropX, cropY) => {
      const frame = noiseFrame(width, height);
      const input = imageInput({ resize: { shortestEdge }, crop: { width: cropX, height: cropY } });
      const output = read(frame, input);
      const left = Math.floor((size[0] - cropX) / 2);
      const top = Math.floor((size[1] - cropY) / 2);
      let worst = 0;
      for (const [place, value] of output.entries()) {
        const channel = Math.floor(place / (cropX * cropY));
        const x = left + (place % cropX);
        const y = top + (Math.floor(place / cropX) % cropY);
        worst = Math.max(worst, Math.abs(value - resizedValue(frame, { x, y, channel, size })));
      }
      // Half a step of a byte, to which the picture is rounded.
      expect(worst).toBeLessThanOrEqual(0.501);
    },
  );

  it('normalises each channel as by hand, in both layouts', () => {
    const frame = paintedFrame({ width: 2, height: 2, paint: () => [255, 51, 0] });
    const shape = { resize: { width: 2, height: 2 }, crop: { width: 2, height: 2 }, rescale: 1 / 255 };
    const numbers: Partial<ImageInput> = { ...shape, mean: [0.5, 0.1, 0.2], std: [0.5, 0.2, 0.4] };
    const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
    expect([...read(frame, imageInput(numbers))]).toEqual(
      near([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, -0.5, -0.5, -0.5, -0.5]),
    );
    expect([...read(frame, imageInput({ ...numbers, layout: 'nhwc' }))]).toEqual(
      near([1, 0.5, -0.5, 1, 0.5, -0.5, 1, 0.5, -0.5, 1, 0.5, -0.5]),
    );
  });

  it('fills a crop that is larger than the resized picture', () => {
    const frame = paintedFrame({ width: 3, height: 3, paint: () => [7, 8, 9] });
    const input = imageInput({ resize: { shortestEdge: 2 }, crop: { width: 5, height: 4 } });
    expect(new Set(read(frame, input).subarray(0, 20))).toEqual(new Set([7]));
  });
});

const yamnet = logMelInputSchema.parse({ kind: 'log-mel', name: 'input' });

/** Log-mel of one frame straight from the definitions: direct Fourier sum, triangles between mel points. */
function slowLogMel(samples: Float32Array, frame: number): number[] {
  const [windowLength, hop, size, rate] = [400, 160, 512, 16_000];
  const magnitudes = Array.from({ length: size / 2 + 1 }, (_, bin) => {
    let real = 0;
    let imaginary = 0;
    for (let n = 0; n < windowLength; n += 1) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / windowLength);
      const value = hann * (samples[frame * hop + n] ?? 0);
      real += value * Math.cos((2 * Math.PI * bin * n) / size);
      imaginary -= value * Math.sin((2 * Math.PI * bin * n) / size);
    }
    return Math.hypot(real, imaginary);
  });
  const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
  const edges = Array.from({ length: 66 }, (_, edge) => mel(125) + (edge * (mel(7500) - mel(125))) / 65);
  return Array.from({ length: 64 }, (_, band) => {
    const [low, centre, high] = edges.slice(band, band + 3) as [number, number, number];
    let sum = 0;
    for (const [bin, magnitude] of magnitudes.entries()) {
      const at = mel((bin * rate) / size);
      const slope = Math.min((at - low) / (centre - low), (high - at) / (high - centre));
      if (bin > 0) sum += Math.max(0, slope) * magnitude;
    }
    return Math.log(sum + 0.001);
  });
}

describe('the log-mel patches of a sound model', () => {
  const noise = whiteNoise(0.1);
  const track = soundTrack(2, (time) => 0.4 * Math.sin(2 * Math.PI * 1000 * time) + noise());

  it('agree with the definition, in the first patch, in the next one and at the padded end', () => {
    const patches = logMelPatches(track, yamnet);
    // 200 frames of 10 ms: the fourth patch, from 144 on, reaches 40 frames over the end.
    expect(patches.count).toBe(4);
    for (const [index, row] of [
      [0, 0],
      [1, 5],
      [3, 30],
      [3, 95],
    ] as const) {
      const expected = slowLogMel(track.samples, index * 48 + row);
      const got = patches.patch(index).subarray(row * 64, (row + 1) * 64);
      for (const [band, value] of got.entries()) expect(value).toBeCloseTo(expected[band] as number, 3);
    }
    expect(patches.startSeconds(3)).toBeCloseTo(1.44, 9);
  });

  it.each([
    [1, 1],
    [399, 1],
    [15_600, 1],
    [15_601, 2],
    [15_600 + 7680, 2],
    [15_600 + 7681, 3],
  ])('of %i samples are %i, every sample in a whole one', (length, count) => {
    const patches = logMelPatches(
      { sampleRateHz: 16_000, samples: new Float32Array(length).fill(0.1) },
      yamnet,
    );
    expect(patches.count).toBe(count);
    expect(patches.patch(count - 1).length).toBe(96 * 64);
  });

  it('of silence are the logarithm of the offset', () => {
    const patches = logMelPatches({ sampleRateHz: 16_000, samples: new Float32Array(100) }, yamnet);
    expect(new Set(patches.patch(0))).toEqual(new Set([Math.fround(Math.log(0.001))]));
  });

  it('are finite for a damaged sound', () => {
    const samples = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1e30, 0.5);
    const patches = logMelPatches({ sampleRateHz: 16_000, samples }, yamnet);
    expect(patches.patch(0).every(Number.isFinite)).toBe(true);
  });

  it('name both rates when the sound was read at another one', () => {
    const other: AudioTrack = { sampleRateHz: 22_050, samples: new Float32Array(10) };
    expect(() => logMelPatches(other, yamnet)).toThrow('read at 22050 Hz, but the model wants 16000 Hz');
  });

  it('have a channel where the layout asks for one', () => {
    const withChannel: LogMelInput = { ...yamnet, layout: 'ncfb' };
    expect([patchShape(yamnet), patchShape(withChannel)]).toEqual([
      [96, 64],
      [1, 96, 64],
    ]);
  });
});
