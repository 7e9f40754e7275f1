import type { AudioTrack, Frame, Transcript } from './media.js';

/** Seam: speech to text, one file in `src/readings/transcribers` and one registry line. */
export interface Transcriber {
  readonly id: string;
  readonly model: string;
  /** `undefined` when nobody speaks. */
  transcribe(audio: AudioTrack, options: { readonly signal: AbortSignal }): Promise<Transcript | undefined>;
  dispose(): Promise<void>;
}

/** Seam: writing in pictures to text, one file in `src/readings/recognisers` and one registry line. */
export interface TextRecogniser {
  readonly id: string;
  /** Distinct lines over all frames, in the order of their first sight; `undefined` when nothing is written. */
  recognise(frames: readonly Frame[], options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  dispose(): Promise<void>;
}
