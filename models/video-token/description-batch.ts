import type { Random } from '../../src/math/random.js';
import { SPECIAL_IDS, type Tokenizer } from './tokenizer.js';

/** A description as the decoder learns it. */
export interface EncodedDescription {
  /** Token ids without `begin`; `end` is the last one unless the text was cut. */
  readonly targets: readonly number[];
  /** Tokens beyond the limit that are not learned. */
  readonly tokensCut: number;
}

/** `end` follows a whole description exactly once; a text that was cut does not end where it was cut. */
export function encodeDescription(
  tokenizer: Tokenizer,
  text: string,
  maximumTokens: number,
): EncodedDescription {
  const ids = tokenizer.encode(text);
  if (ids.length < maximumTokens) return { targets: [...ids, SPECIAL_IDS.end], tokensCut: 0 };
  return { targets: ids.slice(0, maximumTokens), tokensCut: ids.length - maximumTokens };
}

/** Descriptions of one batch, laid out for teacher forcing. */
export interface DescriptionBatch {
  readonly videos: number;
  /** Places per description, padding included. */
  readonly length: number;
  /** [videos · length] what the decoder reads: `begin`, then the targets shifted by one. */
  readonly inputs: Int32Array;
  /** [videos · length] what it should say next. */
  readonly targets: Int32Array;
  /** [videos · length] 1 where a target counts, 0 at padding. */
  readonly weights: Float32Array;
  /** Sum of the weights: targets that count. */
  readonly tokens: number;
}

/** Lengths are rounded up to this, so that few different shapes occur. */
const LENGTH_STEP = 8;

export function descriptionBatch(
  descriptions: readonly EncodedDescription[],
  dropout?: { readonly random: Random; readonly wordShare: number },
): DescriptionBatch {
  const longest = descriptions.reduce((most, { targets }) => Math.max(most, targets.length), 1);
  const length = Math.ceil(longest / LENGTH_STEP) * LENGTH_STEP;
  const size = descriptions.length * length;
  const inputs = new Int32Array(size).fill(SPECIAL_IDS.pad);
  const targets = new Int32Array(size).fill(SPECIAL_IDS.pad);
  const weights = new Float32Array(size);
  let tokens = 0;
  for (const [video, description] of descriptions.entries()) {
    const start = video * length;
    inputs[start] = SPECIAL_IDS.begin;
    for (const [place, id] of description.targets.entries()) {
      targets[start + place] = id;
      weights[start + place] = 1;
      tokens += 1;
      if (place + 1 === description.targets.length) continue;
      const hidden = dropout !== undefined && dropout.random.uniform() < dropout.wordShare;
      inputs[start + place + 1] = hidden ? SPECIAL_IDS.dropped : id;
    }
  }
  return { videos: descriptions.length, length, inputs, targets, weights, tokens };
}
