import { InputError } from '../core/errors.js';
import type { ExtractorSpec, FeatureExtractor } from '../core/features.js';
import type { VideoSample } from '../core/media.js';
import type { SharedEncoder } from '../inference/worker/share-batches.js';
import { allFinite } from '../math/vector.js';

/** What a model is given of a video, for one token or, as a sound is, for several. */
export interface Piece<Item> {
  readonly item: Item;
  /** Share of each of its tokens in the pooled vector, > 0. */
  readonly weight: number;
  /** Where its n-th token stands in the video. */
  timeSeconds(row: number): number;
}

/** The tokens of a video with their weights: [count, width] and [count]. */
export interface WeightedTokens {
  readonly tokens: Float32Array;
  readonly weights: readonly number[];
  readonly width: number;
}

/**
 * An extractor out of a model that runs beside the main thread. The model is loaded with the first video that has the
 * modality; several videos share its batches.
 *
 * @param options.pieces in time order; none when the video lacks the modality
 * @param options.finish tokens as they are stored, and the vector of the whole video
 */
export function learnedExtractor<Item>(options: {
  readonly spec: ExtractorSpec;
  readonly model: SharedEncoder<Item>;
  readonly pieces: (sample: VideoSample) => readonly Piece<Item>[];
  readonly finish: (rows: WeightedTokens) => {
    readonly tokens: Float32Array;
    readonly pooled: Float32Array;
  };
}): FeatureExtractor {
  const { spec, model } = options;
  const { id, modality, width } = spec;
  return {
    spec,
    async extract(sample, { signal }) {
      signal.throwIfAborted();
      const pieces = options.pieces(sample);
      if (pieces.length === 0) return undefined;
      const rows = await model.encode(
        pieces.map(({ item }) => item),
        { signal },
      );
      const { raw, weights, timesSeconds } = lineUp(pieces, rows, width);
      requireFinite(raw, id);
      const { tokens, pooled } = options.finish({ tokens: raw, weights, width });
      return { extractorId: id, modality, width, tokens, timesSeconds, pooled };
    },
    dispose: () => model.dispose(),
  };
}

/** The rows of all pieces one below the other. */
function lineUp<Item>(pieces: readonly Piece<Item>[], rows: readonly Float32Array[], width: number) {
  const raw = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  const weights: number[] = [];
  const times: number[] = [];
  let offset = 0;
  for (const [index, { weight, timeSeconds }] of pieces.entries()) {
    const ofPiece = rows[index] ?? new Float32Array();
    raw.set(ofPiece, offset);
    offset += ofPiece.length;
    for (let row = 0; row < ofPiece.length / width; row += 1) {
      weights.push(weight);
      times.push(timeSeconds(row));
    }
  }
  return { raw, weights, timesSeconds: Float32Array.from(times) };
}

/** @throws InputError `extraction-failed` */
function requireFinite(values: Float32Array, id: string): void {
  if (allFinite(values)) return;
  throw new InputError({
    code: 'extraction-failed',
    message: `The extractor ${id} gave numbers that are not finite for this video.`,
    hint: 'Leave the extractor out with --extractors, or check its model with another video.',
    facts: { extractor: id },
  });
}
