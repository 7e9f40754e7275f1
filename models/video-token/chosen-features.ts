import { type FeatureSequence, tokenCount } from '../../src/core/features.js';
import type { Random } from '../../src/math/random.js';

/** Random losses during training. */
export interface FeatureDropout {
  readonly random: Random;
  readonly modalityShare: number;
  readonly tokenShare: number;
  /** Deviation of normal noise on the standardised features; nothing is drawn for 0. */
  readonly noise: number;
  /** Share of the standardised numbers that are set to 0, the others grown by 1 / (1 − share); nothing is drawn for 0. */
  readonly featureShare: number;
}

/** A sequence of a video and which of its tokens are read. */
export interface ChosenSequence {
  readonly sequence: FeatureSequence;
  /** Positions, ascending, at least one */
  readonly tokens: readonly number[];
}

/** What is read of a video: evenly spread tokens up to the limit, less what dropout takes. */
export function chosenFeatures(
  sequences: readonly FeatureSequence[],
  options: { readonly limit: number; readonly dropout?: FeatureDropout | undefined },
): ChosenSequence[] {
  const { limit, dropout } = options;
  return keptSequences(sequences, dropout).map((sequence) => ({
    sequence,
    tokens: keptTokens(evenTokens(sequence, limit), dropout),
  }));
}

/** Positions of at most `limit` evenly spread tokens. */
export function evenTokens(sequence: FeatureSequence, limit: number): number[] {
  const count = tokenCount(sequence);
  const kept = Math.min(count, limit);
  return Array.from({ length: kept }, (_, index) => Math.floor(((index + 0.5) * count) / kept));
}

/** With the dropout's chance a video of several modalities loses one, with all that its extractors say. */
function keptSequences(
  sequences: readonly FeatureSequence[],
  dropout: FeatureDropout | undefined,
): readonly FeatureSequence[] {
  const filled = sequences.filter((sequence) => sequence.tokens.length > 0);
  const modalities = [...new Set(filled.map(({ modality }) => modality))];
  if (dropout === undefined || modalities.length < 2) return filled;
  if (dropout.random.uniform() >= dropout.modalityShare) return filled;
  const lost = modalities[dropout.random.below(modalities.length)];
  return filled.filter(({ modality }) => modality !== lost);
}

/** The dropout leaves at least one. */
function keptTokens(even: number[], dropout: FeatureDropout | undefined): number[] {
  if (dropout === undefined || even.length === 1) return even;
  const survivors = even.filter(() => dropout.random.uniform() >= dropout.tokenShare);
  return survivors.length > 0 ? survivors : even.slice(0, 1);
}
