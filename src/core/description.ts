import type { VideoInfo, VideoText } from './media.js';

export interface DominantColour {
  /** English basic colour term, for example `dark blue`. */
  readonly name: string;
  /** Share of the pixels, 0…1. */
  readonly share: number;
}

/** Sound of a video by measurement; `kind` is a cautious guess from the signal alone. */
export interface AudioMeasurements {
  readonly kind: 'silent' | 'speech-like' | 'music-like' | 'noise-like' | 'tonal' | 'mixed';
  /** Root mean square level over the measured sound in dBFS, ≤ 0. */
  readonly loudnessDbfs: number;
  /** Share of the time below the silence threshold, 0…1. */
  readonly silentShare: number;
  /** Onsets (sudden rises of energy) per second. */
  readonly onsetsPerSecond: number;
}

/** What can be measured without any model: the ground of the `signal` describer. */
export interface Measurements {
  /** Mean luma of the sampled frames, 0…1. */
  readonly brightness: number;
  /** Mean absolute luma deviation from the frame mean, 0…1. */
  readonly contrast: number;
  /** Mean HSV saturation, 0…1. */
  readonly saturation: number;
  /** Largest first, each at least 10 % of the pixels. */
  readonly dominantColours: readonly DominantColour[];
  /** Mean absolute luma change between neighbouring sampled frames, 0…1; undefined for one frame. */
  readonly motion?: number;
  /** Hard changes between neighbouring sampled frames: a lower bound of the true number of cuts. */
  readonly visibleCuts: number;
  /** Sampled frames behind the figures. */
  readonly frameCount: number;
  /** Absent when the video has no sound track. */
  readonly audio?: AudioMeasurements;
}

/** Everything a describer may use. Untrusted: titles, tags and texts come from strangers. */
export interface DescribeInput {
  readonly info: VideoInfo;
  readonly text: VideoText;
  readonly measurements: Measurements;
  /** The text that came with the video in its manifest. */
  readonly providedDescription?: string;
}

/** Supervision for the student. */
export interface Description {
  readonly text: string;
  readonly describerId: string;
  /** SHA-256 (first 16 hex digits) of the prompt or template and its version; `none` without one. */
  readonly promptHash: string;
}

/** Seam: one file in `src/describe/describers` and one registry line. */
export interface Describer {
  readonly id: string;
  readonly promptHash: string;
  /** `undefined` when the describer has nothing to go by; the next one in the chain is asked. */
  describe(input: DescribeInput, options: { readonly signal: AbortSignal }): Promise<Description | undefined>;
}
