import type { VideoSample } from './media.js';

export const MODALITIES = ['visual', 'audio', 'text'] as const;
export type Modality = (typeof MODALITIES)[number];

/** Feature tokens of one video from one extractor. */
export interface FeatureSequence {
  readonly extractorId: string;
  readonly modality: Modality;
  readonly width: number;
  /** [count, width] row by row, finite. */
  readonly tokens: Float32Array;
  /** [count] seconds from the start of the video; 0 for text. */
  readonly timesSeconds: Float32Array;
  /** [pooledWidth] one vector for the whole video, as the extractor defines it. */
  readonly pooled: Float32Array;
}

/** Number of tokens in a sequence. */
export function tokenCount(sequence: FeatureSequence): number {
  return sequence.tokens.length / sequence.width;
}

/** Fixed facts of an extractor: they are part of the identity of every space learned from it. */
export interface ExtractorSpec {
  readonly id: string;
  /** Raised whenever the same input would give other numbers. */
  readonly version: number;
  readonly modality: Modality;
  /** Width of one token. */
  readonly width: number;
  /** Width of the pooled vector. */
  readonly pooledWidth: number;
  /** Beginning of the hash over weights and configuration, hexadecimal; absent for what has no weights. */
  readonly weightsHash?: string;
  /** True when the pooled vector can be compared with that of a text from the same model (CLIP): `search --semantic`. */
  readonly textAligned?: boolean;
}

/** Seam: one file in `src/features/extractors` and one registry line. */
export interface FeatureExtractor {
  readonly spec: ExtractorSpec;
  /** `undefined` when the video lacks the modality (no sound, no title and no tags). */
  extract(
    sample: VideoSample,
    options: { readonly signal: AbortSignal },
  ): Promise<FeatureSequence | undefined>;
  /** Frees sessions and tensors. */
  dispose(): Promise<void>;
}

/**
 * `id@version` of each extractor, with `+hash` of its weights where it has any, in the order of use: what
 * `--extractors` resolved to.
 */
export function extractorSetLabel(specs: readonly ExtractorSpec[]): string {
  return specs
    .map(({ id, version, weightsHash }) =>
      weightsHash === undefined ? `${id}@${version}` : `${id}@${version}+${weightsHash}`,
    )
    .join(',');
}

/** The ids of a label as a comma list, as `--extractors` takes them. */
export function extractorIdsOfLabel(label: string): string {
  return label.replaceAll(/@[^,]*/g, '');
}
