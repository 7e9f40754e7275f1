import { type ExtractorSpec, type FeatureSequence, MODALITIES, tokenCount } from '../../src/core/features.js';
import type { Random } from '../../src/math/random.js';
import { standardise } from '../../src/math/standardise.js';
import type { FeatureStandardisation } from './feature-standardisation.js';
import { TIME_FEATURE_COUNT, writeTimeFeatures } from './time-features.js';

/** Row of the modality table that belongs to the learned summary token. */
export const SUMMARY_MODALITY = MODALITIES.length;

/**
 * Feature tokens of some videos, ready for the encoder. Every sequence starts with the learned summary token, so
 * that a video without any feature is still a sequence.
 */
export interface EncoderBatch {
  readonly videos: number;
  /** Rows per video, summary and padding included. */
  readonly length: number;
  /** Standardised tokens of each extractor that occurs, [count, width of the extractor]. */
  readonly inputs: readonly {
    readonly extractorId: string;
    readonly count: number;
    readonly values: Float32Array;
  }[];
  /** [videos · length] row of (summary, inputs one below the other) at each place; padding points at the summary. */
  readonly rows: Int32Array;
  /** [videos · length] row of the modality table */
  readonly modalities: Int32Array;
  /** [videos · length, TIME_FEATURE_COUNT] */
  readonly times: Float32Array;
  /** [videos · length] 1 for a token, 0 for padding */
  readonly present: Uint8Array;
}

/** What the encoder must know of a model to read features. */
export interface FeatureReading {
  readonly extractors: readonly ExtractorSpec[];
  readonly standardisation: FeatureStandardisation;
  readonly maximumTokensPerExtractor: number;
  /** In standard deviations. */
  readonly featureLimit: number;
}

/** Random losses during training. */
export interface FeatureDropout {
  readonly random: Random;
  readonly modalityShare: number;
  readonly tokenShare: number;
  /** Deviation of normal noise on the standardised features; nothing is drawn for 0. */
  readonly noise: number;
}

interface Place {
  readonly video: number;
  readonly sequence: FeatureSequence;
  readonly token: number;
}

/** Standardises, thins out and lays out the features of some videos. */
export function encoderBatch(
  videos: readonly (readonly FeatureSequence[])[],
  reading: FeatureReading,
  dropout?: FeatureDropout,
): EncoderBatch {
  const places = videos.flatMap((sequences, video) =>
    chosenSequences(sequences, dropout).flatMap((sequence) =>
      chosenTokens(sequence, reading.maximumTokensPerExtractor, dropout).map((token) => ({
        video,
        sequence,
        token,
      })),
    ),
  );
  const perVideo = new Int32Array(videos.length).fill(1);
  for (const { video } of places) perVideo[video] = (perVideo[video] as number) + 1;
  const length = perVideo.reduce((longest, count) => Math.max(longest, count), 1);
  const rows = new Int32Array(videos.length * length);
  const modalities = new Int32Array(videos.length * length).fill(SUMMARY_MODALITY);
  const times = new Float32Array(videos.length * length * TIME_FEATURE_COUNT);
  const present = new Uint8Array(videos.length * length);
  const next = Int32Array.from(videos, (_, video) => video * length + 1);
  for (let video = 0; video < videos.length; video += 1) present[video * length] = 1;
  const inputs: EncoderBatch['inputs'][number][] = [];
  let row = 1;
  for (const spec of reading.extractors) {
    const own = places.filter(({ sequence }) => sequence.extractorId === spec.id);
    if (own.length === 0) continue;
    const values = withNoise(standardisedRows(own, spec, reading), dropout);
    inputs.push({ extractorId: spec.id, count: own.length, values });
    for (const place of own) {
      const at = next[place.video] as number;
      next[place.video] = at + 1;
      rows[at] = row;
      row += 1;
      modalities[at] = MODALITIES.indexOf(spec.modality);
      present[at] = 1;
      writeTime(place, times, at);
    }
  }
  return { videos: videos.length, length, inputs, rows, modalities, times, present };
}

/** With the dropout's chance a video of several modalities loses one, with all that its extractors say. */
function chosenSequences(
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

/** Evenly spread tokens up to the limit; the dropout leaves at least one. */
function chosenTokens(
  sequence: FeatureSequence,
  limit: number,
  dropout: FeatureDropout | undefined,
): number[] {
  const count = tokenCount(sequence);
  const kept = Math.min(count, limit);
  const even = Array.from({ length: kept }, (_, index) => Math.floor(((index + 0.5) * count) / kept));
  if (dropout === undefined || kept === 1) return even;
  const survivors = even.filter(() => dropout.random.uniform() >= dropout.tokenShare);
  return survivors.length > 0 ? survivors : even.slice(0, 1);
}

/** [places, width of the extractor] */
function standardisedRows(
  places: readonly Place[],
  spec: ExtractorSpec,
  reading: FeatureReading,
): Float32Array {
  const by = reading.standardisation.get(spec.id);
  if (by === undefined) throw new RangeError(`No standardisation for extractor "${spec.id}".`);
  const values = new Float32Array(places.length * spec.width);
  for (const [index, { sequence, token }] of places.entries()) {
    const vector = sequence.tokens.subarray(token * spec.width, (token + 1) * spec.width);
    standardise({ vector, by, offset: 0, target: values, targetOffset: index * spec.width });
  }
  limitInPlace(values, reading.featureLimit);
  return values;
}

/** A plain loop: a million values a step are too many for a callback each. */
function limitInPlace(values: Float32Array, limit: number): void {
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (value > limit) values[at] = limit;
    else if (value < -limit) values[at] = -limit;
  }
}

/** A dimension that is exactly 0 is at its mean or never varies: it stays as it is. */
function withNoise(values: Float32Array, dropout: FeatureDropout | undefined): Float32Array {
  if (dropout === undefined || dropout.noise === 0) return values;
  const { noise, random } = dropout;
  return values.map((value) => (value === 0 ? 0 : value + noise * random.normal()));
}

function writeTime({ sequence, token }: Place, times: Float32Array, at: number): void {
  const seconds = sequence.timesSeconds[token] ?? 0;
  const last = sequence.timesSeconds.at(-1) ?? 0;
  const relative = last > 0 ? seconds / last : 0;
  writeTimeFeatures({ seconds, relative, target: times, offset: at * TIME_FEATURE_COUNT });
}
