import type { ContentHash } from './ids.js';
import type { AudioTrack, Frame, VideoInfo, VideoText } from './media.js';

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

/** Pictures and sound that a describer asks for. */
export interface MediaRequest {
  /** Pictures over the length of the video; fewer may come. */
  readonly frameCount: number;
  /** Longest side of a picture in pixels; smaller videos are not enlarged. */
  readonly frameMaxSidePixels: number;
  readonly audio: boolean;
}

export interface DescribeMedia {
  /** In time order, at least one. */
  readonly frames: readonly Frame[];
  /** Mono, 16 kHz, at most 30 s; absent when not asked for or when the video has no sound. */
  readonly audio?: AudioTrack;
}

/** Everything a describer may use. Untrusted: titles, tags and texts come from strangers. */
export interface DescribeInput {
  readonly contentHash: ContentHash;
  readonly info: VideoInfo;
  readonly text: VideoText;
  readonly measurements: Measurements;
  /** The text that came with the video in its manifest. */
  readonly providedDescription?: string;
  /**
   * Decodes the file when it is called, so that an answer from the cache costs no decoding.
   * @throws InputError when the file is gone or cannot be decoded
   */
  media(request: MediaRequest): Promise<DescribeMedia>;
}

/** The facts that a multimodal model is asked for. Lists may be empty; a text that does not apply is `''`. */
export interface StructuredDescription {
  readonly summary: string;
  readonly themes: readonly string[];
  readonly characters: readonly string[];
  readonly scenes: readonly string[];
  readonly actions: readonly string[];
  readonly objects: readonly string[];
  readonly onScreenText: readonly string[];
  readonly sound: string;
  readonly mood: string;
  /** What the video is made for, and its humour where it has any. */
  readonly intent: string;
  /** Language spoken or written in the video, as an English name or a BCP 47 tag; `''` without any. */
  readonly language: string;
}

/** What one call used, as the endpoint counted it. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Supervision for the student. */
export interface Description {
  readonly text: string;
  readonly describerId: string;
  /** SHA-256 (first 16 hex digits) of the prompt or template and its version; `none` without one. */
  readonly promptHash: string;
  /** Name of the model that wrote it; absent for describers without one. */
  readonly model?: string;
  /** The schema-checked answer behind `text`. */
  readonly structured?: StructuredDescription;
  /** Of the call that made it; kept with the answer, not with the video. */
  readonly usage?: TokenUsage;
}

/** What a call will use at most; known before it is made. */
export interface CallEstimate {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** An answer that was not accepted, for the one attempt to mend it. */
export interface Repair {
  /** What was wrong with it, for the model to read. */
  readonly reason: string;
  /** The answer as it came, cut to a sane length. */
  readonly answer: string;
}

export interface DescribeOptions {
  readonly signal: AbortSignal;
  /** Present on the second attempt. Describers that always say the same ignore it. */
  readonly repair?: Repair;
}

/** Seam: one file in `src/describe/describers` and one registry line. One `describe` is one call of its model. */
export interface Describer {
  readonly id: string;
  readonly promptHash: string;
  /** Name of the model; absent for describers without one. */
  readonly model?: string;
  /** Everything else that changes an answer (frames, temperature …) as one stable text: part of the cache's key. */
  readonly parameters: string;
  /** `facts`: answers at once and free of charge from what is stored; `media`: looks at the file. */
  readonly needs: 'facts' | 'media';
  /** Calls that may run at the same time. */
  readonly concurrency: number;
  /** True when an answer that was not accepted may come out better the second time. */
  readonly canRepair: boolean;
  /**
   * Upper bound of a first call, without decoding anything; absent when calls cost nothing. What a repair shows again is
   * added by whoever asks for it.
   */
  estimate?(input: DescribeInput): CallEstimate;
  /**
   * Downloads and loads what the first call would have to wait for; not needed, but outside of any limit of a call.
   * @throws VidtokenError when the describer cannot work
   */
  prepare?(options: { readonly signal: AbortSignal }): Promise<void>;
  /**
   * `undefined` when the describer has nothing to go by; the next one in the chain is asked.
   * @throws DescriberError
   */
  describe(input: DescribeInput, options: DescribeOptions): Promise<Description | undefined>;
  /** Frees sessions and connections. */
  dispose(): Promise<void>;
}
