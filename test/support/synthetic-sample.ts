import type { AudioTrack, Frame, VideoInfo, VideoSample } from '../../src/core/media.js';
import { Random } from '../../src/math/random.js';

export type Rgb = readonly [red: number, green: number, blue: number];

/** A frame whose colours are computed from the place, 0…1 from the left and from the top. */
export function paintedFrame(options: {
  readonly width?: number;
  readonly height?: number;
  readonly timeSeconds?: number;
  readonly paint: (x: number, y: number) => Rgb;
}): Frame {
  const { width = 64, height = 64, timeSeconds = 0, paint } = options;
  const rgb = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      rgb.set(paint((column + 0.5) / width, (row + 0.5) / height), 3 * (row * width + column));
    }
  }
  return { width, height, timeSeconds, rgb };
}

/** A track of 16 kHz whose samples are computed from the time in seconds. */
export function soundTrack(seconds: number, wave: (timeSeconds: number) => number): AudioTrack {
  const sampleRateHz = 16_000;
  const samples = Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, index) =>
    wave(index / sampleRateHz),
  );
  return { sampleRateHz, samples };
}

/** White noise of the given standard deviation as a wave for `soundTrack`. */
export function whiteNoise(deviation: number, seed = 1): () => number {
  const random = new Random(seed);
  return () => deviation * random.normal();
}

export const SYNTHETIC_INFO: VideoInfo = {
  container: 'mov,mp4',
  durationSeconds: 4,
  video: { codec: 'h264', width: 64, height: 64, rotationDegrees: 0 },
  audio: { codec: 'aac' },
};

/** A moving, coloured, sounding and titled video; every modality is there. */
export function syntheticSample(overrides: Partial<VideoSample> = {}): VideoSample {
  const frames = Array.from({ length: 4 }, (_, index) =>
    paintedFrame({
      timeSeconds: index,
      paint: (x, y) => (Math.abs(x - 0.2 - index * 0.2) < 0.15 && y > 0.3 ? [200, 40, 40] : [230, 230, 240]),
    }),
  );
  const noise = whiteNoise(0.05);
  return {
    info: SYNTHETIC_INFO,
    frames,
    audio: soundTrack(2.5, (time) => 0.3 * Math.sin(2 * Math.PI * 440 * time) + noise()),
    text: { title: 'Red bar moving right', tags: ['bar', 'red 🚗'] },
    ...overrides,
  };
}
