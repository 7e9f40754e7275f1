import type { ContentHash, VideoId } from './ids.js';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What is known about a video beside its bytes, as its manifest line says it. */
export interface VideoMetadata {
  readonly id?: VideoId;
  readonly title?: string;
  readonly tags: readonly string[];
  /** Human or earlier machine text. Supervision only: it never reaches a feature extractor. */
  readonly description?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, JsonValue>>;
}

/** A file on disk whose bytes are identified. */
export interface VideoFile {
  /** Absolute path. */
  readonly path: string;
  readonly contentHash: ContentHash;
  readonly sizeBytes: number;
  /** Present when a manifest named the file; a plain folder scan says nothing. */
  readonly metadata?: VideoMetadata;
}

export interface VideoStreamInfo {
  readonly codec: string;
  /** Display size in pixels: after rotation and sample aspect ratio. */
  readonly width: number;
  readonly height: number;
  /** Clockwise, one of 0, 90, 180, 270. */
  readonly rotationDegrees: number;
  readonly framesPerSecond?: number;
  readonly pixelFormat?: string;
}

export interface AudioStreamInfo {
  readonly codec: string;
  readonly sampleRateHz?: number;
  readonly channels?: number;
}

/** The first subtitle stream that holds text (not pictures of text). */
export interface SubtitleStreamInfo {
  readonly codec: string;
  readonly language?: string;
}

/** What ffprobe says. Unknown stays `undefined`, never 0. */
export interface VideoInfo {
  readonly container: string;
  readonly durationSeconds?: number;
  readonly video: VideoStreamInfo;
  readonly audio?: AudioStreamInfo;
  readonly subtitles?: SubtitleStreamInfo;
}

/** One decoded picture, upright, square pixels. */
export interface Frame {
  readonly timeSeconds: number;
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] bytes, red green blue. */
  readonly rgb: Uint8Array;
}

/** Mono sound from the start of the video, samples in −1…1. */
export interface AudioTrack {
  readonly sampleRateHz: number;
  readonly samples: Float32Array;
}

/** What is said in a video. */
export interface Transcript {
  readonly text: string;
  /** `subtitles` for a text track of the file, else the id and model of the transcriber. */
  readonly source: string;
  /** BCP 47 tag where it is known. */
  readonly language?: string;
}

/** The text that travels with a video and may be embedded. A description is not part of it. */
export interface VideoText {
  readonly title?: string;
  readonly tags: readonly string[];
  /** Subtitles or recognised speech. */
  readonly transcript?: string;
  /** Recognised writing in the picture. */
  readonly onScreenText?: string;
}

/** Everything an extractor may see of a video. */
export interface VideoSample {
  readonly info: VideoInfo;
  /** In time order, all of one size; at least one. */
  readonly frames: readonly Frame[];
  /** Absent when the video has no sound track or it could not be decoded. */
  readonly audio?: AudioTrack;
  readonly text: VideoText;
}
